//! What keys do.

use std::path::PathBuf;

use gatepath::config::{Config, Vocabulary};
use gatepath::tui::{
    Action, Effect, Event, Key, Keymap, Message, Mouse, MouseAction, Options, Pane, Progress, Role,
    Session, Theme,
};

use super::{demo, demo_report, options, session, with_report};

/// The copied texts.
fn copied(session: &mut Session) -> Vec<String> {
    let effects = session.effects().into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Copy(text) => Some(text),
            _ => None,
        })
        .collect()
}

/// What the issue asks for: from the start to the copied fix, with what is on the screen only.
#[test]
fn somebody_in_a_hurry_finds_the_cause_and_copies_the_fix() {
    for size in [(80, 24), (200, 60)] {
        let mut session = session(size, "");
        let screen = session.screen();
        assert!(screen.contains("✗ blocked"), "{screen}");
        assert!(
            screen.contains("no inbound rule of sg-0a59b876750f85f9a"),
            "{screen}"
        );
        assert!(
            screen.contains("⏎ path"),
            "the way on is on the screen:\n{screen}"
        );
        session.press("enter").unwrap();
        let screen = session.screen();
        assert!(screen.contains("✗ fail"), "{screen}");
        assert!(screen.contains("nearest miss"), "{screen}");
        assert!(
            screen.contains("proven: this alone opens every path"),
            "{screen}"
        );
        assert!(screen.contains("y copy fix"), "{screen}");
        session.press("y").unwrap();
        assert_eq!(
            copied(&mut session),
            [
                "aws ec2 authorize-security-group-ingress --group-id sg-0a59b876750f85f9a \
              --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,\
              UserIdGroupPairs=[{GroupId=sg-05bd140b6d7be627d}]'\n"
            ]
        );
        assert!(session.screen().contains("copied: proven fix, 1 command"));
    }
}

#[test]
fn a_fix_that_is_tried_changes_verdict_and_lanes_at_once_and_is_taken_back() {
    let mut session = session((200, 60), "enter a");
    let screen = session.screen();
    assert!(
        screen.contains("in memory: blocked → reachable"),
        "{screen}"
    );
    assert!(!screen.contains("✗ fail"), "{screen}");
    assert!(screen.contains("what-if: 1"), "{screen}");
    session.rest();
    session.press("4").unwrap();
    let screen = session.screen();
    assert!(screen.contains("✗ blocked → ✓ reachable"), "{screen}");
    assert!(
        screen.contains("other targets: 0 better, 0 worse"),
        "{screen}"
    );
    session.press("y").unwrap();
    let text = copied(&mut session).concat();
    assert!(
        text.starts_with("aws ec2 authorize-security-group-ingress"),
        "{text}"
    );
    session.press("u").unwrap();
    let screen = session.screen();
    assert!(
        screen.contains("taken back: reachable → blocked"),
        "{screen}"
    );
    session.press("ctrl-r").unwrap();
    assert!(session.screen().contains("made again: blocked → reachable"));
}

#[test]
fn a_rule_is_taken_out_and_put_back() {
    // The last target in the order of verdicts is reachable; its first hop is a security group.
    let mut session = session((160, 45), "G enter down g tab");
    let before = session.screen();
    assert!(before.contains("decides"), "{before}");
    session.press("space").unwrap();
    let screen = session.screen();
    assert!(screen.contains("in memory: reachable →"), "{screen}");
    assert!(screen.contains("taken out in memory"), "{screen}");
    assert!(screen.contains("✗ fail"), "{screen}");
    session.press("4 y").unwrap();
    let text = copied(&mut session).concat();
    assert!(
        text.starts_with("aws ec2 revoke-security-group-egress"),
        "{text}"
    );
    session.press("2 tab u").unwrap();
    let screen = session.screen();
    assert!(!screen.contains("taken out in memory"), "{screen}");
    assert!(screen.contains("✓ reachable"), "{screen}");
}

#[test]
fn the_filter_narrows_while_it_is_typed_and_esc_clears_it() {
    let mut session = session((100, 30), "/");
    session.write("invoi");
    let screen = session.screen();
    assert!(screen.contains("1 of 5"), "{screen}");
    assert!(!screen.contains("tracking-mcp"), "{screen}");
    session.press("enter enter").unwrap();
    assert!(session.screen().contains("invoices-api ! degraded"));
    session.press("q esc").unwrap();
    assert!(session.screen().contains("tracking-mcp"));
    session.press("/").unwrap();
    session.write("nothing-like-it");
    assert!(session.screen().contains("no target matches"));
    session.press("esc f f").unwrap();
    let screen = session.screen();
    assert!(screen.contains("errors only"), "{screen}");
    assert!(
        screen.contains("tracking-mcp") && !screen.contains("invoices-api"),
        "{screen}"
    );
}

#[test]
fn sorting_keeps_the_selection() {
    let mut session = session((120, 30), "down");
    for _ in 0..4 {
        session.press("s").unwrap();
        let screen = session.screen();
        let selected = screen.lines().find(|line| line.contains("▸")).unwrap();
        assert!(selected.contains("invoices-api"), "{screen}");
    }
    session.press("S").unwrap();
    assert!(session.screen().contains("reversed"));
}

#[test]
fn a_finding_leads_to_its_hop_even_on_the_way_back() {
    let mut session = session((160, 45), "down 3 enter");
    let screen = session.screen();
    assert!(screen.contains("way back"), "{screen}");
    assert!(screen.contains("NACL002"), "{screen}");
    assert!(
        screen.contains("32767") || screen.contains("    * deny"),
        "{screen}"
    );
}

#[test]
fn problems_are_visited_one_after_another() {
    let mut session = session((200, 60), "enter");
    for _ in 0..6 {
        assert!(session.screen().contains("nearest miss"));
        session.press("n").unwrap();
    }
    session.press("N").unwrap();
    assert!(session.screen().contains("nearest miss"));
}

#[test]
fn every_action_can_be_reached_and_is_explained() {
    for pane in Pane::ALL {
        let keymap = Keymap::default();
        let actions = Action::ALL.iter().filter(|action| action.applies(pane));
        for &action in actions {
            let key = keymap.keys(action).first().copied();
            assert_eq!(keymap.action(pane, key.unwrap()), Some(action), "{pane:?}");
        }
    }
    let mut session = session((160, 60), "enter ?");
    let screen = session.screen();
    for &action in Action::ALL
        .iter()
        .filter(|action| action.applies(Pane::Path))
    {
        assert!(screen.contains(action.help()), "{action:?}:\n{screen}");
    }
}

#[test]
fn the_footer_follows_the_keymap() {
    let mut keymap = Keymap::default();
    keymap.bind(Action::Copy, vec!["ctrl-y".parse::<Key>().unwrap()]);
    let options = Options {
        keymap,
        ..options()
    };
    let mut session = Session::new(options, (120, 30)).showing(demo());
    session.press("enter").unwrap();
    assert!(session.screen().contains("ctrl-y copy fix"));
    session.press("y").unwrap();
    assert_eq!(session.effects(), []);
    session.press("ctrl-y").unwrap();
    assert_eq!(session.effects().len(), 1);
}

#[test]
fn esc_never_leaves_and_q_goes_back_first() {
    let mut session = session((80, 24), "enter ? esc esc esc esc");
    assert_eq!(session.effects(), []);
    session.press("enter q").unwrap();
    assert_eq!(session.effects(), []);
    session.press("q").unwrap();
    assert_eq!(session.effects(), [Effect::Quit]);
    session.press("enter ctrl-c").unwrap();
    assert_eq!(session.effects(), [Effect::Quit]);
    session.press("ctrl-z ctrl-l").unwrap();
    assert_eq!(session.effects(), [Effect::Suspend, Effect::Redraw]);
}

#[test]
fn the_screen_and_the_report_are_exported() {
    let mut session = session((100, 30), "enter");
    let screen = session.screen();
    session.press("x enter").unwrap();
    let first_line = screen.lines().nth(2).unwrap().to_owned();
    let [Effect::Write(path, text)] = &session.effects()[..] else {
        panic!("the screen is written");
    };
    assert_eq!(path, &PathBuf::from("gatepath-screen.txt"));
    assert!(text.contains(&first_line), "{text}");
    session.press("x G enter").unwrap();
    let [Effect::Write(path, text)] = &session.effects()[..] else {
        panic!("the report is written");
    };
    assert_eq!(path, &PathBuf::from("gatepath-report.json"));
    let report: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(report["summary"]["targets"], 5);
    session.send(Event::Message(Message::Written(Err("no room".to_owned()))));
    assert!(session.screen().contains("no room"));
}

#[test]
fn a_live_collection_is_asked_for_and_shown() {
    let options = Options {
        live: true,
        ..options()
    };
    let mut session = Session::new(options, (80, 24));
    session.send(Event::Message(Message::Progress(Progress {
        made: 12,
        planned: 75,
        last: "ec2 describe-vpcs".to_owned(),
    })));
    let screen = session.screen();
    assert!(screen.contains("12 of 75 calls"), "{screen}");
    assert!(screen.contains("ec2 describe-vpcs"), "{screen}");
    session.send(Event::Message(Message::Failed("no credentials".to_owned())));
    assert!(session.screen().contains("no credentials"));
    session.send(Event::Message(Message::Ready(Box::new(demo()))));
    session.press("down r").unwrap();
    assert!(session.screen().contains("Collect again?"));
    assert_eq!(session.effects(), [], "only after a question");
    session.press("enter").unwrap();
    assert_eq!(session.effects(), [Effect::Recollect]);
    session.send(Event::Message(Message::Ready(Box::new(demo()))));
    let screen = session.screen();
    let selected = screen.lines().find(|line| line.contains("▸")).unwrap();
    assert!(
        selected.contains("invoices-api"),
        "the selection stays:\n{screen}"
    );
}

#[test]
fn the_mouse_selects_and_scrolls_but_is_never_needed() {
    let mut session = session((120, 30), "");
    let press = |column, row| {
        Event::Mouse(Mouse {
            what: MouseAction::Press,
            column,
            row,
        })
    };
    session.send(press(10, 5));
    let screen = session.screen();
    let selected = screen.lines().find(|line| line.contains("▸")).unwrap();
    assert!(selected.contains("invoices-api"), "{screen}");
    // The tab of the path.
    session.send(press(15, 1));
    assert!(session.screen().contains("Evidence"));
    session.send(press(40, 6));
    session.send(Event::Mouse(Mouse {
        what: MouseAction::ScrollDown,
        column: 40,
        row: 25,
    }));
    assert_eq!(session.app().check(), Ok(()));
}

#[test]
fn a_change_is_taken_back_from_the_list() {
    let mut session = session((120, 30), "4 enter");
    let screen = session.screen();
    assert!(screen.contains("1. SG003"), "{screen}");
    session.press("enter").unwrap();
    let screen = session.screen();
    assert!(
        screen.contains("taken back: reachable → blocked"),
        "{screen}"
    );
    assert!(screen.contains("nothing yet"), "{screen}");
}

/// Names, messages and values come from AWS, where anybody may write what they like.
#[test]
fn texts_of_aws_cannot_steer_the_terminal() {
    let evil = "\u{1b}[2J\u{7}evil\r\n\u{202e}名前";
    let mut account = demo_report();
    for target in &mut account.targets {
        target.name = evil.to_owned();
        target.endpoint = evil.to_owned();
        target.name_resolution.host = evil.to_owned();
        for finding in &mut target.findings {
            finding.message = evil.to_owned();
            finding.fix.summary = evil.to_owned();
            finding.subject.name = Some(evil.to_owned());
        }
        let hops = target.paths.iter_mut().flat_map(|path| &mut path.hops);
        for step in hops.flat_map(|hop| &mut hop.steps) {
            step.summary = evil.to_owned();
            step.subject.name = Some(evil.to_owned());
        }
    }
    for keys in ["", "enter", "3", "4", "5", "6", "7", "enter x"] {
        for size in [(200, 60), (80, 24), (40, 10)] {
            let mut session = Session::new(options(), size).showing(with_report(account.clone()));
            session.press(keys).unwrap();
            let screen = session.screen();
            let is_bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!screen.contains(is_bad), "{keys:?}: {screen:?}");
            for line in screen.lines() {
                let wide = unicode_width::UnicodeWidthStr::width(line);
                assert!(wide <= usize::from(size.0), "{line}");
            }
        }
    }
}

#[test]
fn the_template_of_the_file_changes_nothing() {
    let text = crate::command::run(&["generate", "config"]).stdout;
    let roles = Role::ALL.map(Role::name);
    let actions: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    let vocabulary = Vocabulary {
        themes: &Theme::NAMES,
        roles: &roles,
        actions: &actions,
    };
    assert_eq!(Config::parse(&text, &vocabulary), Ok(Config::default()));
    // Every setting, once it is no comment any more.
    let settings: Vec<&str> = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| rest.contains(" = "))
                .unwrap_or(line)
        })
        .collect();
    let config = Config::parse(&settings.join("\n"), &vocabulary).unwrap();
    assert_eq!(config.theme.as_deref(), Some("default"));
    assert_eq!((config.ascii, config.mouse), (Some(false), Some(true)));
    let mut theme = Theme::default();
    for (name, style) in &config.styles {
        let role = Role::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .unwrap();
        theme.set(role, *style);
    }
    assert_eq!(config.styles.len(), Role::ALL.len());
    assert_eq!(theme, Theme::default(), "the template tells the defaults");
    assert_eq!(config.keys.len(), Action::ALL.len());
    for binding in &config.keys {
        let action = Action::named(&binding.action).unwrap();
        assert_eq!(binding.keys, action.default_keys(), "{action:?}");
    }
}

#[test]
fn gaps_name_the_permission_that_would_help() {
    let mut session = session((120, 30), "7");
    let screen = session.screen();
    assert!(
        screen.contains("route53:ListResourceRecordSets"),
        "{screen}"
    );
    session.press("y").unwrap();
    assert_eq!(copied(&mut session), ["route53:ListResourceRecordSets"]);
}
