//! What was found as SARIF 2.1.0 (OASIS, 2020), which code scanning reads. Leaves out everything
//! optional that no reader needs.

use std::collections::HashMap;

use lore_engine::{Check, Code, Finding, Severity};
use serde::Serialize;

use super::path_in_repository;
use super::text::advice;
use crate::commands::Context;
use crate::json;
use crate::screen::url_path;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    /// In what columns count.
    column_kind: &'static str,
    results: Vec<SarifResult>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
}

/// By what the same problem is known again after the note has changed around it. The name is the
/// one that GitHub looks for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    primary_location_line_hash: String,
}

pub(super) fn show(context: &mut Context<'_>, check: &Check) -> anyhow::Result<()> {
    let folder = context.engine.folder_in_repository();
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let results = check.findings.iter().map(|finding| {
        let fingerprint = finding.fingerprint();
        let nth = seen.entry(fingerprint).or_default();
        *nth += 1;
        let path = path_in_repository(&folder, &finding.path);
        result(finding, &path, format!("{fingerprint:016x}:{nth}"))
    });
    let results = results.collect();
    let driver = Driver { name: "lore", version: env!("CARGO_PKG_VERSION"), rules: rules() };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    };
    context.screen.json(&json::line(&log)?)?;
    Ok(())
}

fn rules() -> Vec<Rule> {
    let rule = |code: Code| Rule {
        id: code.as_str(),
        short_description: Text { text: code.summary().to_owned() },
        default_configuration: Configuration { level: level(code.severity()) },
    };
    Code::ALL.into_iter().map(rule).collect()
}

fn result(finding: &Finding, path: &str, fingerprint: String) -> SarifResult {
    SarifResult {
        rule_id: finding.code.as_str(),
        rule_index: Code::ALL.iter().position(|&code| code == finding.code).unwrap_or_default(),
        level: level(finding.severity),
        message: Text { text: format!("{}{}", finding.message, advice(finding)) },
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: url_path(path),
                    uri_base_id: "%SRCROOT%",
                },
                region: Region { start_line: finding.line, start_column: finding.column },
            },
        }],
        partial_fingerprints: Fingerprints { primary_location_line_hash: fingerprint },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}
