//! Proves, hop by hop, whether an Amazon Bedrock AgentCore Gateway can reach a private endpoint.
//!
//! The modules are the stages of one pipeline: `collect` makes a [`snapshot`] of AWS configuration,
//! which becomes a [`topology`], [`reach`] walks every path through it, [`analysis`] names what stops a path,
//! and [`report`] says so.

pub mod analysis;
pub mod cli;
#[cfg(feature = "aws")]
pub mod collect;
pub mod config;
pub mod planned;
pub mod reach;
pub mod report;
pub mod snapshot;
pub mod topology;
#[cfg(feature = "tui")]
pub mod tui;
