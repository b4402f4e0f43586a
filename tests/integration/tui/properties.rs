//! Whatever is pressed, in whatever size: no panic, and what is selected exists.

use gatepath::tui::{Code, Event, Key, Mouse, MouseAction};
use proptest::prelude::*;

use super::session;

#[derive(Clone, Debug)]
enum Input {
    Key(Key),
    Resize(u16, u16),
    Mouse(Mouse),
    Rest,
}

fn key() -> impl Strategy<Value = Key> {
    let letters = prop_oneof![
        8 => "[a-zA-Z0-9/?+\\[\\] ]".prop_map(|text| Code::Char(text.chars().next().unwrap())),
        1 => any::<char>().prop_map(Code::Char),
    ];
    let named = prop::sample::select(vec![
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
        Code::Tab,
        Code::BackTab,
        Code::Enter,
        Code::Esc,
        Code::Backspace,
        Code::F(1),
    ]);
    (
        prop_oneof![2 => letters, 3 => named],
        prop::bool::weighted(0.1),
    )
        .prop_map(|(code, ctrl)| Key {
            code,
            ctrl,
            alt: false,
        })
}

fn input() -> impl Strategy<Value = Input> {
    let action = prop::sample::select(vec![
        MouseAction::Press,
        MouseAction::ScrollUp,
        MouseAction::ScrollDown,
    ]);
    prop_oneof![
        12 => key().prop_map(Input::Key),
        2 => (0..220_u16, 0..70_u16).prop_map(|(width, height)| Input::Resize(width, height)),
        2 => (action, 0..220_u16, 0..70_u16)
            .prop_map(|(what, column, row)| Input::Mouse(Mouse { what, column, row })),
        1 => Just(Input::Rest),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_pressed_breaks_it(inputs in prop::collection::vec(input(), 1..60)) {
        let mut session = session((100, 30), "");
        for input in inputs {
            match input {
                Input::Key(key) => session.send(Event::Key(key)),
                Input::Resize(width, height) => session.send(Event::Resize(width, height)),
                Input::Mouse(mouse) => session.send(Event::Mouse(mouse)),
                Input::Rest => session.rest(),
            }
            prop_assert_eq!(session.app().check(), Ok(()));
            session.draw();
        }
    }
}
