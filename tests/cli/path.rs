//! `lore path`.

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape, line_of, list, text};
use crate::fixtures::{BLOG, GARDEN, JOURNAL};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["path", "Docker", "Bloom Filter"],
        &["path", "DDIA Chapter 3", "Airflow"],
        &["path", "Bayes' theorem", "Terraform"],
        &["path", "Docker", "Docker"],
        &["path", "Docker", "Blom Filter"],
        &["path", "Docker", "Bloom Filter", "--json"],
    ]));
}

#[test]
fn journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[
        &["path", "CI Chapter 3 #1 - Scanning", "CI Chapter 3 #2 - Tokens"],
        &["path", "Docker", "Sourdough"],
    ]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[&["path", "White tea", "taiwan"]]));
}

#[test]
fn garden() {
    let env = TestEnvironment::new(GARDEN);
    assert_session!(env.session(&[
        &["path", "温室", "Potato"],
        &["path", "Shed", "Tomato"],
        &["path", "Shed", "Tomato", "--json"],
    ]));
}

#[test]
fn json_keeps_the_contract_and_every_step_is_in_the_files() {
    let env = TestEnvironment::sample();
    let shape = json!({"path": [{
        "name": "", "kind": "", "path?": "", "via?": {"kind": "", "path": "", "line": 0},
    }]});
    let ends = [
        "Docker",
        "Bloom Filter",
        "Kafka",
        "Gradient Descent",
        "Real Estate Dashboard",
        "modelling",
    ];
    for (nth, from) in ends.iter().enumerate() {
        for to in &ends[nth + 1..] {
            let there = env.json(&["path", from, to]);
            let back = env.json(&["path", to, from]);
            assert_shape(&there, &shape);
            let (there, back) = (list(&there, "path"), list(&back, "path"));
            assert_eq!(there.len(), back.len(), "{from} ⇄ {to}: both ways are shortest");
            let first = there.first().unwrap_or_else(|| panic!("nothing connects {from} and {to}"));
            assert_eq!(first.get("via").filter(|via| !via.is_null()), None::<&Value>);
            for hop in &there[1..] {
                let via = &hop["via"];
                if text(via, "kind") == "link" {
                    let line = line_of(env.vault(), text(via, "path"), &via["line"]);
                    assert!(line.contains('['), "{hop:#}: {line}");
                }
            }
        }
    }
}
