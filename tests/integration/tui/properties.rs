//! Whatever is pressed, in whatever size: no panic, and what is selected exists.

use gatepath::tui::{Code, Event, Key, Mouse, MouseAction};
use proptest::prelude::*;

use gatepath::analysis::{Selection, diagnose, prove};
use gatepath::report::Report;
use gatepath::tui::{Account, Session};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::scenario::{Scenario, topology};

use super::{options, session};

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

/// Whatever was ever judged can be looked at: every tab, every hop, and the first fix.
#[test]
fn every_scenario_can_be_walked() {
    let mut seen = 0;
    for scenario in Scenario::all() {
        let mut topology = topology(&scenario.files);
        let Ok(mut diagnosis) = diagnose(&topology, &Selection::default()) else {
            continue;
        };
        if diagnosis.targets.is_empty() {
            continue;
        }
        prove(&mut topology, &mut diagnosis);
        let report = Report::new(&diagnosis, &topology);
        let blocked = report.summary.blocked;
        let quote = Arc::new(|_: &_| BTreeMap::new());
        let account = Account::new(report, topology, quote);
        let mut session = Session::new(options(), (160, 45)).showing(account);
        for keys in [
            "enter n n v v j l l l G tab j k",
            "3 j tab j",
            "4 enter u",
            "5 j tab",
            "6 tab",
            "7",
            "2",
        ] {
            session.press(keys).unwrap();
            let screen = session.screen();
            assert!(screen.contains("? help"), "{}: {keys}", scenario.name);
            assert_eq!(session.app().check(), Ok(()), "{}: {keys}", scenario.name);
        }
        session.send(Event::Resize(80, 24));
        session.press("enter j j l h k").unwrap();
        session.draw();
        assert_eq!(session.app().check(), Ok(()), "{}", scenario.name);
        // Everything that was tried was taken back.
        session.rest();
        session.press("esc esc esc").unwrap();
        let screen = session.screen();
        let count = format!("✗ {blocked} blocked");
        assert!(screen.contains(&count), "{}: {screen}", scenario.name);
        seen += 1;
    }
    assert!(seen > 300, "{seen}");
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
