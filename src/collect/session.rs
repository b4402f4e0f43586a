//! Credentials, and the clients made of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_types::error::display::DisplayErrorContext;

use crate::snapshot::Scope;

use super::CollectError;

/// Whose credentials to use, where, and how patiently.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// A profile of the AWS configuration files; otherwise the usual search for credentials.
    pub profile: Option<String>,
    /// The Region; otherwise the one of the profile or the environment.
    pub region: Option<String>,
    /// Roles of further accounts to assume, by ARN.
    pub roles: Vec<String>,
    /// How often to try each request.
    pub max_attempts: Option<u32>,
    /// How long to wait for an answer.
    pub attempt_timeout: Option<Duration>,
}

/// The accounts that can be asked.
#[derive(Debug)]
pub struct Session {
    /// The account that the credentials belong to, and the Region to start from.
    pub(super) home: Scope,
    accounts: BTreeMap<String, SdkConfig>,
    clients: Mutex<BTreeMap<Scope, Arc<Clients>>>,
}

/// A client per service, for one account and Region.
#[derive(Debug)]
pub(super) struct Clients {
    pub(super) acm: aws_sdk_acm::Client,
    pub(super) agentcore: aws_sdk_bedrockagentcorecontrol::Client,
    pub(super) apigateway: aws_sdk_apigateway::Client,
    pub(super) ec2: aws_sdk_ec2::Client,
    pub(super) elbv2: aws_sdk_elasticloadbalancingv2::Client,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) lattice: aws_sdk_vpclattice::Client,
    pub(super) ram: aws_sdk_ram::Client,
    pub(super) route53: aws_sdk_route53::Client,
    pub(super) route53profiles: aws_sdk_route53profiles::Client,
    pub(super) route53resolver: aws_sdk_route53resolver::Client,
}

const DEFAULT_ATTEMPTS: u32 = 6;
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

impl Session {
    /// Finds the credentials and asks whose they are.
    pub async fn open(access: &Access) -> Result<Self, CollectError> {
        let config = load(access).await;
        let Some(region) = config.region().map(ToString::to_string) else {
            return Err(CollectError::NoRegion);
        };
        let account = account_of(&config).await?;
        let mut accounts = BTreeMap::new();
        for role in &access.roles {
            let assumed = assume(&config, role).await;
            let account = account_of(&assumed)
                .await
                .map_err(|error| CollectError::Role {
                    role: role.clone(),
                    reason: error.to_string(),
                })?;
            accounts.insert(account, assumed);
        }
        accounts.insert(account.clone(), config);
        Ok(Self {
            home: Scope::new(&account, &region),
            accounts,
            clients: Mutex::default(),
        })
    }

    /// The account that the credentials belong to, and the Region to start from.
    pub fn home(&self) -> &Scope {
        &self.home
    }

    /// Whether there are credentials for the account.
    pub(super) fn can_ask(&self, scope: &Scope) -> bool {
        self.accounts.contains_key(&*scope.account)
    }

    /// The clients for an account and Region; `None` without credentials.
    pub(super) fn clients(&self, scope: &Scope) -> Option<Arc<Clients>> {
        let config = self.accounts.get(&*scope.account)?;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let found = clients.entry(scope.clone()).or_insert_with(|| {
            let region = match &*scope.region {
                Scope::GLOBAL => &self.home.region,
                region => region,
            };
            let region = Region::new(region.to_string());
            Arc::new(Clients::new(&config.to_builder().region(region).build()))
        });
        Some(Arc::clone(found))
    }
}

impl Clients {
    fn new(config: &SdkConfig) -> Self {
        Self {
            acm: aws_sdk_acm::Client::new(config),
            agentcore: aws_sdk_bedrockagentcorecontrol::Client::new(config),
            apigateway: aws_sdk_apigateway::Client::new(config),
            ec2: aws_sdk_ec2::Client::new(config),
            elbv2: aws_sdk_elasticloadbalancingv2::Client::new(config),
            iam: aws_sdk_iam::Client::new(config),
            lattice: aws_sdk_vpclattice::Client::new(config),
            ram: aws_sdk_ram::Client::new(config),
            route53: aws_sdk_route53::Client::new(config),
            route53profiles: aws_sdk_route53profiles::Client::new(config),
            route53resolver: aws_sdk_route53resolver::Client::new(config),
        }
    }
}

async fn load(access: &Access) -> SdkConfig {
    let attempts = access.max_attempts.unwrap_or(DEFAULT_ATTEMPTS).max(1);
    let timeout = access.attempt_timeout.unwrap_or(DEFAULT_ATTEMPT_TIMEOUT);
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        // Learns from throttling how fast it may ask.
        .retry_config(RetryConfig::adaptive().with_max_attempts(attempts))
        .timeout_config(
            TimeoutConfig::builder()
                .operation_attempt_timeout(timeout)
                .build(),
        );
    if let Some(profile) = &access.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &access.region {
        loader = loader.region(Region::new(region.clone()));
    }
    loader.load().await
}

async fn assume(config: &SdkConfig, role: &str) -> SdkConfig {
    let provider = AssumeRoleProvider::builder(role)
        .session_name("gatepath")
        .configure(config)
        .build()
        .await;
    config
        .to_builder()
        .credentials_provider(aws_sdk_sts::config::SharedCredentialsProvider::new(
            provider,
        ))
        .build()
}

/// The account of the credentials, which needs no permission.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
async fn account_of(config: &SdkConfig) -> Result<String, CollectError> {
    let identity = aws_sdk_sts::Client::new(config)
        .get_caller_identity()
        .send();
    match Box::pin(identity).await {
        Ok(identity) => identity.account.ok_or_else(|| CollectError::Credentials {
            reason: "AWS does not say which account they belong to".to_owned(),
        }),
        Err(error) => {
            let reason = DisplayErrorContext(&error).to_string();
            let reason = reason.split(" (").next().unwrap_or_default().to_owned();
            Err(CollectError::Credentials { reason })
        }
    }
}
