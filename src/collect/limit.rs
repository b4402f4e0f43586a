//! How fast each service may be asked.
//!
//! The quotas are per account and Region, and people share them with their own programs: the
//! limits stay below. AgentCore Get and List calls: 10 a second
//! (<https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/bedrock-agentcore-limits.html>);
//! Route 53: 5 a second for an account
//! (<https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html>);
//! EC2: buckets of 50 to 100 that refill at 10 to 20 a second
//! (<https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::snapshot::Scope;

/// What a service bears.
#[derive(Clone, Copy, Debug)]
struct Quota {
    /// Requests at the same time.
    concurrent: usize,
    /// Requests that may come at once.
    burst: u32,
    /// Requests a second after that.
    rate: u32,
}

fn quota(service: &str) -> Quota {
    let (concurrent, burst, rate) = match service {
        "bedrock-agentcore-control" => (8, 10, 10),
        "ec2" => (16, 50, 20),
        "elbv2" => (10, 40, 10),
        "route53" | "route53resolver" | "route53profiles" | "ram" => (5, 5, 5),
        _ => (8, 20, 10),
    };
    Quota {
        concurrent,
        burst,
        rate,
    }
}

/// The limits of all services, accounts and Regions.
#[derive(Debug, Default)]
pub(super) struct Limits(Mutex<BTreeMap<(Scope, String), Limit>>);

/// The limit of one service in one account and Region.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    quota: Quota,
    slots: Arc<Semaphore>,
    /// When the bucket will be full again.
    full_at: Arc<Mutex<Instant>>,
}

impl Limits {
    /// The limit of a service there.
    pub(super) fn of(&self, scope: &Scope, service: &str) -> Limit {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (scope.clone(), service.to_owned());
        limits
            .entry(key)
            .or_insert_with(|| Limit::new(quota(service)))
            .clone()
    }
}

impl Limit {
    fn new(quota: Quota) -> Self {
        Self {
            quota,
            slots: Arc::new(Semaphore::new(quota.concurrent)),
            full_at: Arc::new(Mutex::new(Instant::now())),
        }
    }

    /// Waits until a request may be made. The permit is given back when it is answered.
    pub(super) async fn acquire(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed.
        let permit = Arc::clone(&self.slots).acquire_owned().await.ok();
        let at = self.reserve(Instant::now());
        sleep_until(at).await;
        permit
    }

    /// When the next request may be made (a token bucket, kept as the time when it is full).
    fn reserve(&self, now: Instant) -> Instant {
        let step = Duration::from_secs(1) / self.quota.rate;
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let from = (*full_at).max(now);
        *full_at = from + step;
        // With `burst` tokens used up the bucket is `burst` steps from full.
        from.checked_sub(step * (self.quota.burst - 1))
            .map_or(now, |at| at.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_then_requests_keep_their_distance() {
        let quota = Quota {
            concurrent: 1,
            burst: 3,
            rate: 10,
        };
        let limit = Limit::new(quota);
        let now = Instant::now() + Duration::from_secs(10);
        let waits: Vec<u128> = (0..6)
            .map(|_| limit.reserve(now).duration_since(now).as_millis())
            .collect();
        assert_eq!(waits, [0, 0, 0, 100, 200, 300]);
        let later = now + Duration::from_secs(1);
        assert_eq!(limit.reserve(later), later);
    }

    #[test]
    fn agentcore_is_asked_at_most_ten_times_a_second() {
        let quota = quota("bedrock-agentcore-control");
        assert_eq!((quota.burst, quota.rate), (10, 10));
    }
}
