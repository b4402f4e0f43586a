//! `collect --redact`: evidence that tells the same, and not whose it is.

use super::machine::{collect, home, serve};
use crate::replay::Behavior;
use crate::scenario::Scenario;

#[test]
fn redacted_evidence_tells_the_same_and_not_whose_it_is() {
    let scenario = Scenario::named("alb-self-managed");
    let replay = serve(&scenario.files, Behavior::default());
    let open = collect(&replay, &scenario.files, &[]);
    let redacted = collect(&replay, &scenario.files, &["--redact"]);
    assert_eq!(open.ran.code, redacted.ran.code, "{}", redacted.ran.stderr);
    let verdicts = |of: &super::machine::Collected| of.verdicts().into_values().collect::<Vec<_>>();
    assert_eq!(verdicts(&open), verdicts(&redacted));
    assert!(redacted.files.len() > 30);
    let (account, _) = home(&scenario.files);
    for (path, bytes) in redacted.snapshot() {
        let text = String::from_utf8(bytes).unwrap();
        for telling in [account.as_str(), "example.com", "claims"] {
            assert!(
                !path.contains(telling) && !text.contains(telling),
                "{path}: {telling}"
            );
        }
    }
}
