//! Everything that can go wrong with a call.

use std::sync::Mutex;

use serde_json::json;

use super::answer::{Reply, xml};
use super::model::{has_pages, operation, protocol, texts};
use super::request::Asked;

/// A fault of one operation.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) wrong: Wrong,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    AccessDenied,
    /// A page without records comes first.
    EmptyPage,
    /// HTML instead of an answer.
    Garbage,
    /// No answer ever.
    Hang,
    InternalError,
    /// The second page is denied; without one, the first.
    SecondPageDenied,
    /// This many times, then all is well.
    Throttle(usize),
    ThrottleForever,
    /// The connection breaks in the middle of the answer.
    Truncated,
}

/// The faults, and how often each has struck.
#[derive(Debug)]
pub(super) struct Faults(Mutex<Vec<(Fault, usize)>>);

impl Faults {
    pub(super) fn new(faults: &[Fault]) -> Self {
        Self(Mutex::new(
            faults.iter().map(|fault| (fault.clone(), 0)).collect(),
        ))
    }

    /// What goes wrong with this request.
    pub(super) fn next(&self, asked: &Asked, page: usize) -> Option<Wrong> {
        let mut faults = self.0.lock().unwrap();
        let (fault, count) = faults.iter_mut().find(|(fault, _)| {
            fault.service == asked.service && fault.operation == asked.operation
        })?;
        *count += 1;
        let strikes = match fault.wrong {
            Wrong::Throttle(times) => *count <= times,
            Wrong::EmptyPage => !asked.tokens().iter().any(Option::is_some),
            Wrong::SecondPageDenied => page > 0 || !has_pages(&asked.service, &asked.operation),
            _ => true,
        };
        strikes.then(|| fault.wrong.clone())
    }
}

/// The reply that goes out instead of the right one.
pub(super) fn apply(wrong: Option<&Wrong>, asked: &Asked, reply: Reply) -> Reply {
    match wrong {
        None | Some(Wrong::Hang) => reply,
        Some(Wrong::AccessDenied | Wrong::SecondPageDenied) => denied(asked),
        Some(Wrong::Throttle(_) | Wrong::ThrottleForever) => throttled(asked),
        Some(Wrong::InternalError) => error(asked, 500, "InternalError", "it broke"),
        Some(Wrong::Truncated) => Reply {
            is_cut: true,
            ..reply
        },
        Some(Wrong::Garbage) => Reply {
            content_type: "text/html",
            body: b"<html><body>maintenance</body></html>".to_vec(),
            ..reply
        },
        Some(Wrong::EmptyPage) => empty_page(asked).unwrap_or(reply),
    }
}

/// A page without records that names the next, where there are pages whose token may be invented.
fn empty_page(asked: &Asked) -> Option<Reply> {
    let pages = &operation(&asked.service, &asked.operation)["pages"];
    let (lists, tokens) = (texts(&pages["list"]), texts(&pages["out"]));
    let ([list], [token]) = (&lists[..], &tokens[..]) else {
        return None;
    };
    let mut page = json!({*list: [], *token: "from-0"});
    if let Some(more) = pages["more"].as_str() {
        page[more] = json!(true);
    }
    Some(super::answer::success(asked, &page))
}

/// What AWS says to who may not.
pub(super) fn denied(asked: &Asked) -> Reply {
    let message = format!(
        "User: arn:aws:iam::{}:user/test is not authorized to perform: {} {}",
        asked.account, asked.service, asked.operation
    );
    match asked.service.as_str() {
        "ec2" => error(asked, 403, "UnauthorizedOperation", &message),
        "elbv2" | "iam" | "sts" | "route53" => error(asked, 403, "AccessDenied", &message),
        "acm" | "route53resolver" => error(asked, 400, "AccessDeniedException", &message),
        _ => error(asked, 403, "AccessDeniedException", &message),
    }
}

/// What AWS says to who asks too often.
pub(super) fn throttled(asked: &Asked) -> Reply {
    let message = "Rate exceeded";
    match asked.service.as_str() {
        "ec2" => error(asked, 503, "RequestLimitExceeded", message),
        "elbv2" | "iam" | "sts" | "route53" => error(asked, 400, "Throttling", message),
        "acm" | "route53resolver" => error(asked, 400, "ThrottlingException", message),
        _ => error(asked, 429, "TooManyRequestsException", message),
    }
}

/// An error in the protocol of the service.
pub(super) fn error(asked: &Asked, status: u16, code: &str, message: &str) -> Reply {
    match protocol(&asked.service) {
        "ec2" => xml(
            status,
            &format!(
                "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
             <RequestID>1</RequestID></Response>"
            ),
        ),
        "query" | "rest-xml" => xml(
            status,
            &format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>\
             </Error><RequestId>1</RequestId></ErrorResponse>"
            ),
        ),
        _ => Reply {
            status,
            content_type: "application/json",
            error_type: Some(code.to_owned()),
            body: json!({"__type": code, "message": message})
                .to_string()
                .into_bytes(),
            is_cut: false,
        },
    }
}
