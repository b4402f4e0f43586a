//! Files that hold an error instead of an answer.

use serde::Deserialize;

use crate::snapshot::GapReason;

/// Any of the shapes in which AWS, its SDKs and its CLI write errors as JSON.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorDocument {
    #[serde(rename = "Error")]
    error: Option<Inner>,
    #[serde(rename = "__type", alias = "code", alias = "Code")]
    code: Option<String>,
    #[serde(alias = "Message", alias = "errorMessage")]
    message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Inner {
    #[serde(rename = "Code", alias = "code")]
    code: Option<String>,
    #[serde(rename = "Message", alias = "message")]
    message: Option<String>,
}

impl ErrorDocument {
    /// Why there is no answer; `None` when the document is no error.
    pub(super) fn reason(self) -> Option<GapReason> {
        let inner = self.error.unwrap_or_default();
        let code = inner.code.or(self.code);
        let message = inner.message.or(self.message);
        if code.is_none() && message.is_none() {
            return None;
        }
        Some(reason(
            &code.unwrap_or_default(),
            &message.unwrap_or_default(),
        ))
    }
}

/// Reads what the AWS CLI prints on stderr, which a redirect may have put into the file:
/// `An error occurred (AccessDenied) when calling the ListVpcs operation: …`.
pub(super) fn from_cli_text(text: &str) -> Option<GapReason> {
    let rest = text.trim_start().strip_prefix("An error occurred (")?;
    let (code, rest) = rest.split_once(')')?;
    let message = rest.split_once(": ").map_or(rest, |(_, message)| message);
    Some(reason(code, message.trim()))
}

fn reason(code: &str, message: &str) -> GapReason {
    let is = |words: &[&str]| words.iter().any(|word| code.contains(word));
    if is(&["AccessDenied", "Unauthorized", "NotAuthorized", "Forbidden"]) {
        return GapReason::Denied {
            action: action(message),
            message: message.to_owned(),
        };
    }
    if is(&[
        "Throttl",
        "RequestLimitExceeded",
        "TooManyRequests",
        "SlowDown",
    ]) {
        return GapReason::Throttled;
    }
    // `com.amazonaws.ec2#ServiceUnavailable` and `ServiceUnavailable` are one code.
    let code = code.rsplit('#').next().unwrap_or(code);
    let separator = if code.is_empty() || message.is_empty() {
        ""
    } else {
        ": "
    };
    GapReason::Failed {
        message: format!("{code}{separator}{message}"),
    }
}

/// The action in "… is not authorized to perform: ec2:DescribeVpcs on resource: …".
fn action(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("perform: ")?;
    let action = rest.split([' ', '\n']).next()?.trim_end_matches('.');
    action.contains(':').then(|| action.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<GapReason> {
        serde_json::from_str::<ErrorDocument>(json)
            .unwrap()
            .reason()
    }

    #[test]
    fn denials_name_the_action() {
        let message = "User: arn:aws:iam::1:user/a is not authorized to perform: \
                       ec2:DescribeVpcs because no identity-based policy allows it";
        let expected = Some(GapReason::Denied {
            action: Some("ec2:DescribeVpcs".to_owned()),
            message: message.to_owned(),
        });
        for json in [
            format!(r#"{{"Error": {{"Code": "UnauthorizedOperation", "Message": "{message}"}}}}"#),
            format!(r#"{{"__type": "AccessDeniedException", "message": "{message}"}}"#),
            format!(r#"{{"Code": "AccessDenied", "Message": "{message}"}}"#),
        ] {
            assert_eq!(read(&json), expected, "{json}");
        }
        let text = format!(
            "\nAn error occurred (AccessDenied) when calling the DescribeVpcs operation: {message}\n"
        );
        assert_eq!(from_cli_text(&text), expected);
    }

    #[test]
    fn other_errors_keep_their_code() {
        assert_eq!(
            read(r#"{"__type": "ThrottlingException"}"#),
            Some(GapReason::Throttled)
        );
        assert_eq!(
            read(r#"{"Error": {"Code": "NoSuchHostedZone", "Message": "gone"}}"#),
            Some(GapReason::Failed {
                message: "NoSuchHostedZone: gone".to_owned()
            })
        );
        assert_eq!(read("{}"), None);
        assert_eq!(from_cli_text("{\"Vpcs\": []}"), None);
    }
}
