//! Why a call gave no answer.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Why a call gave no answer, or none that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// AWS refused.
    Denied { message: String },
    /// AWS wanted fewer requests, more often than there were attempts.
    Throttled { message: String },
    /// Anything else.
    Other { message: String },
}

/// The codes of too many requests.
pub(super) const THROTTLES: [&str; 9] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "PriorRequestNotComplete",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "Throttling",
    "ThrottledException",
    "TooManyRequestsException",
];

/// The codes of a missing permission, by the services of the plan.
const DENIALS: [&str; 7] = [
    "AccessDenied",
    "AuthorizationError",
    "Forbidden",
    "NotAuthorized",
    "UnauthorizedAccess",
    "UnauthorizedException",
    "UnauthorizedOperation",
];

impl Failure {
    /// What an error of the SDK comes to.
    pub(super) fn of<E>(error: &SdkError<E, Response>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let SdkError::ServiceError(inner) = error else {
            return Self::Other {
                message: transport(error),
            };
        };
        let code = inner.err().code().unwrap_or_default();
        let text = inner.err().message().unwrap_or_default();
        let message = match (code, text) {
            ("", "") => format!("HTTP status {}", inner.raw().status()),
            ("", text) => text.to_owned(),
            (code, "") => code.to_owned(),
            (code, text) => format!("{code}: {text}"),
        };
        let is_one_of = |codes: &[&str]| codes.iter().any(|known| code.contains(known));
        if is_one_of(&THROTTLES) || inner.raw().status().as_u16() == 429 {
            Self::Throttled { message }
        } else if is_one_of(&DENIALS) {
            Self::Denied { message }
        } else {
            Self::Other { message }
        }
    }

    /// An answer that is not what it should be.
    pub(super) fn malformed(what: &str) -> Self {
        Self::Other {
            message: format!("the answer cannot be read: {what}"),
        }
    }
}

/// An error on the way to AWS or back, with its causes.
fn transport<E>(error: &SdkError<E, Response>) -> String
where
    E: std::error::Error + 'static,
{
    let what = match error {
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "no answer in time",
        SdkError::DispatchFailure(_) => "no connection, or it broke",
        SdkError::ResponseError(_) => "the answer broke off or cannot be read",
        _ => "the request could not be made",
    };
    let causes = DisplayErrorContext(error).to_string();
    // The SDK appends a dump of its structures, which is of no use to anybody here.
    let causes = causes.split(" (").next().unwrap_or_default();
    format!("{what}: {causes}")
}
