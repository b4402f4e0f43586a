//! Keeps the body of each answer as it came, and counts what happened on the way.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// An interceptor that remembers the last answer of one call.
#[derive(Clone, Debug, Default)]
pub(super) struct Capture(Arc<Mutex<Captured>>);

/// What one call got.
#[derive(Debug, Default)]
pub(super) struct Captured {
    /// The body of the last answer.
    pub(super) body: Vec<u8>,
    /// How often AWS asked to slow down.
    pub(super) throttles: usize,
}

impl Capture {
    /// What was captured, which is then forgotten.
    pub(super) fn take(&self) -> Captured {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Intercept for Capture {
    fn name(&self) -> &'static str {
        "Capture"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(response) = context.response() else {
            return Ok(());
        };
        let body = response.body().bytes().unwrap_or_default();
        let header = response
            .headers()
            .get("x-amzn-errortype")
            .unwrap_or_default();
        let mut captured = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !response.status().is_success() && is_throttle(header, body) {
            captured.throttles += 1;
        }
        body.clone_into(&mut captured.body);
        Ok(())
    }
}

/// Whether an error is about too many requests: every protocol names the code in its own place.
fn is_throttle(header: &str, body: &[u8]) -> bool {
    let head = &body[..body.len().min(4096)];
    super::failure::THROTTLES
        .iter()
        .any(|code| header.contains(code) || head.windows(code.len()).any(|w| w == code.as_bytes()))
}
