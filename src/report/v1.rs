//! The report, version 1: the contract of `--format json`.
//!
//! These types are frozen: a later 1.x may add members, never rename, remove or reinterpret one.
//! The committed schema (`docs/schema/report-v1.schema.json`) is generated from them.

pub mod reverse;

use schemars::JsonSchema;
use serde::Serialize;

/// A run of gatepath over a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this document: `1.0`, and `1.x` with further members.
    pub schema_version: String,
    /// The program that wrote it.
    pub tool: Tool,
    /// The evidence that it judged.
    pub snapshot: Snapshot,
    /// Counts over all targets.
    pub summary: Summary,
    /// By gateway and target id.
    pub targets: Vec<Target>,
    /// Evidence that is missing: what decisions needed first, then the rest.
    pub gaps: Vec<Gap>,
}

impl Report {
    /// The version that this module describes.
    pub const SCHEMA_VERSION: &'static str = "1.0";
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Where the evidence comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Snapshot {
    /// When it was taken (RFC 3339), if the snapshot tells.
    pub captured_at: Option<String>,
    /// Ids of the accounts that it covers.
    pub accounts: Vec<String>,
    /// Names of the Regions that it covers.
    pub regions: Vec<String>,
    /// Whether it holds everything that a decision needed.
    pub complete: bool,
}

/// Counts over all targets of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Targets.
    pub targets: usize,
    /// Targets whose paths are all open.
    pub reachable: usize,
    /// Targets with some paths, or client ports, open and some not.
    pub degraded: usize,
    /// Targets without an open path.
    pub blocked: usize,
    /// Targets that could not be decided, those that do not apply included.
    pub unknown: usize,
    /// Targets that gatepath has nothing to evaluate of, such as Lambda functions.
    pub not_applicable: usize,
    /// Paths that were walked.
    pub paths: usize,
    /// Rules that each target was judged by.
    pub rules: usize,
    /// Findings of severity `error`.
    pub errors: usize,
    /// Findings of severity `warning`.
    pub warnings: usize,
    /// Findings of severity `info`.
    pub infos: usize,
    /// Findings that were not wanted (`--select`, `--ignore`).
    pub left_out: usize,
}

/// One target of a gateway.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Target {
    /// Id of the gateway.
    pub gateway_id: String,
    /// Name of the gateway.
    pub gateway_name: String,
    /// Id of the target, unique within the gateway.
    pub target_id: String,
    /// Name of the target.
    pub name: String,
    /// The URL that the gateway calls, or `-`.
    pub endpoint: String,
    /// How the gateway gets there.
    pub mode: Mode,
    /// The conclusion.
    pub verdict: Verdict,
    /// The verdict is `unknown` because there is nothing to evaluate, not for lack of evidence.
    pub not_applicable: bool,
    /// What was taken for granted, one sentence each.
    pub assumptions: Vec<String>,
    /// The journey in eight stages, always all of them and in this order.
    pub stages: Vec<Stage>,
    /// What all paths share: the target itself and VPC Lattice.
    pub steps: Vec<Step>,
    /// The name and the addresses that it leads to.
    pub name_resolution: NameResolution,
    /// What answers at the addresses; paths refer to it by index.
    pub next_hops: Vec<NextHop>,
    /// Every way from an interface of the resource gateway to an address of the endpoint.
    pub paths: Vec<Path>,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
    /// How to open its paths, if it is blocked or degraded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
}

/// One stage of the journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stage {
    /// Which.
    pub stage: StageName,
    /// How it ended, over all paths.
    pub status: Status,
    /// The decisive fact in one line; empty if the stage has no steps.
    pub summary: String,
}

/// The stages, in the order in which a request meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// The gateway and the target's own status.
    Gateway,
    /// Resource gateway, resource configuration, association.
    Lattice,
    /// The name and its addresses.
    Name,
    /// Security groups, network ACLs and routes, forward.
    Network,
    /// Interface endpoint and API, or load balancer and listener.
    Endpoint,
    /// TLS.
    Certificate,
    /// Target group, health, and the way from the load balancer to its targets.
    Backend,
    /// Routes and network ACLs of the reply.
    Return,
}

/// How a step or stage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Everything gets through.
    Pass,
    /// It works with a reservation, or for some paths or client ports only.
    Warn,
    /// Nothing gets through.
    Fail,
    /// It could not be decided.
    Unknown,
    /// It does not apply, or an earlier step made it pointless.
    Skipped,
}

/// A conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All paths and client ports are open.
    Reachable,
    /// Some are open.
    Degraded,
    /// None is open.
    Blocked,
    /// Evidence is missing for a decision.
    Unknown,
}

/// How a gateway gets to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Through a resource gateway that AgentCore made.
    Managed,
    /// Through a resource configuration of the customer's own.
    SelfManaged,
    /// Not through a VPC.
    Public,
}

/// A name and the addresses that it leads to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct NameResolution {
    /// The name that was looked up.
    pub host: String,
    /// Sorted; empty if the name has none or it is unknown.
    pub addresses: Vec<String>,
    /// Whether all addresses are known.
    pub complete: bool,
    /// How it was resolved.
    pub steps: Vec<Step>,
}

/// What answers at an address.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NextHop {
    /// The endpoint or load balancer.
    pub subject: Subject,
    /// Its part of the conclusion.
    pub verdict: Verdict,
    /// What was checked of it.
    pub steps: Vec<Step>,
}

/// The way from one interface to one address, and back.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Path {
    /// The interface, if it was observed.
    pub interface: Option<String>,
    /// Its subnet.
    pub subnet: String,
    /// The subnet's Availability Zone, if it is known.
    pub availability_zone: Option<String>,
    /// The address of the interface, or the block of its subnet.
    pub source: String,
    /// The address that is called.
    pub destination: String,
    /// The port that is called.
    pub port: Option<u16>,
    /// The conclusion for this path.
    pub verdict: Verdict,
    /// The same by client port.
    pub client_ports: ClientPorts,
    /// Stop by stop, forward and then back.
    pub hops: Vec<Hop>,
    /// What answers: an index into `next_hops`.
    pub next_hop: Option<usize>,
    /// The targets of a load balancer.
    pub backends: Vec<Backend>,
}

/// Ranges of client ports: first and last of each, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClientPorts {
    /// Ports for which every step passes.
    pub reachable: Vec<[u16; 2]>,
    /// Ports that some step certainly stops.
    pub blocked: Vec<[u16; 2]>,
    /// The others.
    pub undecided: Vec<[u16; 2]>,
}

/// One stop of a path.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Hop {
    /// Where.
    pub subject: Subject,
    /// What was checked there.
    pub steps: Vec<Step>,
}

/// One check of one AWS construct.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// What was checked, such as `security-group-in`.
    pub kind: String,
    /// How it ended.
    pub status: Status,
    /// The resource.
    pub subject: Subject,
    /// What was found.
    pub summary: String,
    /// Why it could not be decided, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The rule that it breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The client ports that it stops, if it stops only some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_ports: Vec<[u16; 2]>,
    /// What decided it.
    pub evidence: Vec<Place>,
}

/// A target behind a load balancer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Backend {
    /// The target group, or the target itself.
    pub subject: Subject,
    /// Address and port, or an id.
    pub label: String,
    /// Its Availability Zone, if it is known.
    pub availability_zone: Option<String>,
    /// Whether the load balancer sends requests to it now.
    pub in_rotation: bool,
    /// The conclusion for it.
    pub verdict: Verdict,
    /// Its registration and health.
    pub steps: Vec<Step>,
    /// The ways from the load balancer to it.
    pub legs: Vec<BackendLeg>,
}

/// The way from a load balancer to one of its targets.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BackendLeg {
    /// Whether requests or health checks take it.
    pub leg: Leg,
    /// The conclusion for it.
    pub verdict: Verdict,
    /// The same by client port of the load balancer.
    pub client_ports: ClientPorts,
    /// Stop by stop, forward and then back.
    pub hops: Vec<Hop>,
}

/// Who takes a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Leg {
    /// The gateway's requests, up to the endpoint.
    ToEndpoint,
    /// Requests that a load balancer forwards.
    ToBackend,
    /// Health checks of a load balancer.
    HealthCheck,
}

/// A resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Subject {
    /// The AWS noun, such as `security-group`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id, or its ARN where AWS gives no id.
    pub id: String,
    /// Its ARN, if that is its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A place in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// Path of the file in the snapshot.
    pub file: String,
    /// JSON pointer (RFC 6901) in the file.
    pub pointer: String,
}

/// One occurrence of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Finding {
    /// Code of the rule, such as `SG001`.
    pub rule: String,
    /// Name of the rule, such as `rg-egress-missing`.
    pub name: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure gatepath is.
    pub confidence: Confidence,
    /// The resource at fault.
    pub subject: Subject,
    /// What is wrong.
    pub message: String,
    /// Where it was observed.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub fix: Fix,
    /// What was taken for granted, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumption: Option<String>,
    /// The explanation code of AWS Reachability Analyzer that comes closest.
    pub reachability_analyzer_code: Option<String>,
    /// The page about the rule, relative to the repository.
    pub docs_url: String,
    /// The same for the same rule, target and resource, whatever the words and the order.
    pub fingerprint: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// May fail for some paths, zones or times.
    Warning,
    /// The invocation fails.
    Error,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// An assumption decides it.
    Low,
    /// AWS documents it only in part.
    Medium,
    /// Evidence and documented behavior decide it.
    High,
}

/// What was observed, and where.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Evidence {
    /// Path of the file in the snapshot.
    pub file: String,
    /// JSON pointer (RFC 6901) in the file.
    pub pointer: String,
    /// The value there; `null` if it could not be read again. Long texts are cut.
    pub value: serde_json::Value,
}

/// A remedy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fix {
    /// In one sentence.
    pub summary: String,
    /// Whether it was applied to the model and found to work.
    pub verified: bool,
    /// Whether it alone makes the target reachable.
    #[serde(default)]
    pub sufficient: bool,
    /// Complete AWS CLI commands, in order; empty if none can be complete.
    pub aws_cli: Vec<String>,
}

/// The smallest set of changes that opens the paths of a target as far as configuration can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Plan {
    /// Whether the steps, applied to the model, make the target reachable.
    pub verified: bool,
    /// What the target comes to once the steps are done.
    pub verdict_after: Verdict,
    /// Changes; none of them can be left out.
    pub steps: Vec<PlanStep>,
    /// What is left for people.
    pub manual: Vec<ManualStep>,
    /// What was taken for granted, one sentence each.
    pub assumptions: Vec<String>,
    /// Names of other targets that the steps leave worse off.
    pub harmed: Vec<String>,
}

/// One change of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlanStep {
    /// Code of the rule that asks for it.
    pub rule: String,
    /// The resource at fault.
    pub subject: Subject,
    /// The AWS CLI command, complete.
    pub aws_cli: String,
    /// The same in Terraform; absent where it is a member of a resource that exists already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
    /// The same in CloudFormation (YAML); absent as for Terraform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloudformation: Option<String>,
}

/// What people have to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ManualStep {
    /// Code of the rule that asks for it.
    pub rule: String,
    /// The resource at fault.
    pub subject: Subject,
    /// One sentence.
    pub summary: String,
}

/// Evidence that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// The account that was asked, if it is known.
    pub account: Option<String>,
    /// The Region that was asked, or `global`, if it is known.
    pub region: Option<String>,
    /// AWS CLI service and operation, such as `ec2 describe-vpcs`.
    pub operation: String,
    /// What is not known, or the identifiers that the request named.
    pub subject: Option<String>,
    /// Why it is missing.
    pub reason: String,
    /// The IAM action that allows the call.
    pub action: Option<String>,
    /// Names of the targets that needed it.
    pub needed_for: Vec<String>,
}
