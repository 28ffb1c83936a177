//! Bugs in where links lead, and what is dead.

use crate::common::{TestEnvironment, column, list};

/// A link to where nobody could look was called dead.
#[test]
fn links_into_a_folder_without_permission_were_dead() {
    let env = TestEnvironment::new(
        "-- a.md --\n[[there]] [path](shut/there.md) [other](open/there.md) ![[shut/pic.png]]\n\
         -- shut/there.md --\n-- open/b.md --\n-- lore.toml --\n[links]\nprofile = \"foam\"\n",
    );
    // Too large to be a file of patterns, so what it hides is unknown.
    env.vault().write("shut/.gitignore", "x".repeat(1 << 21));
    let answer = env.json_despite_warnings(&["check"]);
    let messages = column(list(&answer, "problems"), "message");
    // That nobody could look is a problem of its own.
    let unseen =
        "could not be looked at; of what is in it the answer has at most what was read before";
    assert_eq!(messages, ["nothing is at “open/there.md”", unseen], "{answer:#}");
    assert_eq!(answer["left_out"]["unreadable"], 3, "{answer:#}");
}

/// The level was that of the kind of problem, not of the finding.
#[test]
fn hints_were_errors_in_sarif() {
    let env = TestEnvironment::new("-- a.md --\n%% [[gone]] %%\n");
    let run = env.lore(&["check", "--format", "sarif", "--hints"]);
    let log: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let results = list(&log["runs"][0], "results");
    assert_eq!(column(results, "level"), ["note"], "{log:#}");
}

/// The rule that decided was not marked where an earlier one found files that were passed over.
#[test]
fn resolve_marked_no_rule_where_files_were_passed_over() {
    let env = TestEnvironment::new("-- a.md --\n[[x.pdf]]\n-- x.pdf.md --\n-- sub/x.pdf --\n");
    let run = env.lore(&["resolve", "a", "--explain"]).expect(0);
    let decided: Vec<&str> = run.stdout.lines().filter(|line| line.contains("decided")).collect();
    assert!(decided.len() == 1 && decided[0].contains("sub/x.pdf"), "{run:#?}");
}

/// `stats` counted dead links that `check` left out without a word, and ambiguous links that are dead.
#[test]
fn stats_and_check_counted_different_links() {
    for (files, left_out) in [
        (
            "-- _config.yml --\n-- blog.md --\n[feed](/feed.xml) [tags](/tags/) [gone](/2024/gone/) \
             [g2](gone.md)\n",
            Some("3 to pages that the site's generator makes"),
        ),
        (
            "-- .obsidian/app.json --\n{}\n-- a.md --\n# A\n[[b#no]] [[no]] ![[no.png]] %%[[a#no]] [[gone]]%% \
             [[{{title}}]] [top](b.md#top) [[c#no]] [[c]]\n-- b.md --\n-- x/c.md --\n-- y/c.md --\n",
            Some(
                "2 in comments (--hints shows them), 1 placeholder of a template, 1 to places that \
                 viewers make (#top, #L10)",
            ),
        ),
        (
            "-- lore.toml --\n[check]\nignore-targets = [\"later*\"]\n-- a.md --\n[[later on]] [[no]]\n",
            None,
        ),
    ] {
        let env = TestEnvironment::new(files);
        let number = |value: &serde_json::Value| value.as_u64().unwrap();
        let stats = env.json(&["stats"]);
        let check = env.json(&["check"]);
        let with = |code: &[&str]| {
            let problems = list(&check, "problems").iter();
            problems.filter(|each| code.iter().any(|code| each["code"] == *code)).count() as u64
        };
        let reported = with(&["dead-link", "dead-attachment", "dead-anchor", "dead-block"]);
        let reasons = check["left_out"].as_object();
        let not_reported: u64 = reasons.into_iter().flatten().map(|(_, links)| number(links)).sum();
        let counts = ["dead_links", "dead_anchors", "comment_links", "placeholder_links"];
        let dead: u64 = counts.iter().map(|count| number(&stats[*count])).sum();
        let checked = reported + not_reported + number(&check["ignored"]);
        assert_eq!(dead, checked, "{stats:#} {check:#}");
        assert_eq!(number(&stats["ambiguous_links"]), with(&["ambiguous-link"]), "{check:#}");
        let text = env.lore(&["check"]).expect(1).stdout.replace('\n', " ");
        match left_out {
            Some(left_out) => {
                assert!(text.contains(&format!("links not reported: {left_out}")), "{text}");
            }
            None => {
                assert_eq!((not_reported, &check["ignored"]), (0, &1.into()), "{check:#}");
                assert!(!text.contains("links not reported: "), "{text}");
            }
        }
    }
}

/// How wide an image is shown was taken for its text.
#[test]
fn the_size_of_an_image_was_its_text() {
    let env = TestEnvironment::new(
        "-- a.md --\n![[photo.png|300]] ![[photo.png|30x20]] ![[photo.png|a map|300]] [[b|300]]\n\
         -- b.md --\n-- photo.png --\n",
    );
    let links = env.json(&["links", "a"]);
    let texts = column(list(&links, "outgoing"), "text");
    assert_eq!(texts, ["photo.png", "photo.png", "a map", "300"]);
    env.lore(&["search", "30x20"]).expect(1);
}

/// Names with a dot were cut there.
#[test]
fn another_case_went_unseen_in_names_with_a_dot() {
    let env = TestEnvironment::new(
        "-- Node.js.md --\nx\n-- v1.2/Note.md --\ny\n-- Pic.PNG --\n-- a.md --\n\
         [[node.js]] [[v1.2/note]] [n](v1.2/note.md) ![[pic.png]] [[Node.js]]\n",
    );
    let check = env.json(&["check", "--hints"]);
    let said = list(&check, "problems").iter().filter(|each| each["code"] == "case-mismatch");
    let said: Vec<String> = said.map(|each| each["message"].to_string()).collect();
    for there in ["Node.js", "v1.2/Note", "v1.2/Note.md", "Pic.PNG"] {
        let is_said = |said: &&String| said.contains(&format!("is written “{there}”"));
        assert_eq!(said.iter().filter(is_said).count(), 1, "{there}: {said:?}");
    }
}

/// What Jekyll takes out before it makes a page was reported like the rest.
#[test]
fn comments_of_jekyll_had_errors() {
    let env = TestEnvironment::new(
        "-- _config.yml --\n-- a.md --\n{% comment %}\n\n[gone](gone.md)\n\n{% endcomment %}\n",
    );
    env.lore(&["check"]).expect(0);
    let answer = env.json(&["check", "--hints"]);
    let problems = list(&answer, "problems");
    assert_eq!(column(problems, "severity"), ["hint"], "{answer:#}");
}

/// Addresses relative to a page of Hugo's were dead, and what was advised instead led nowhere on the site.
#[test]
fn relative_addresses_of_hugo_were_dead() {
    let env = TestEnvironment::new(
        "-- hugo.toml --\n-- content/posts/a.md --\n[b](../b/) [d](../d) [up](../) [b](b.md)\n\
         -- content/posts/b.md --\n-- content/posts/delta.md --\n-- content/posts/d.md --\n\
         -- content/posts/_index.md --\n",
    );
    let answer = env.json(&["check"]);
    assert!(list(&answer, "problems").is_empty(), "{answer:#}");
    env.vault().write("content/posts/a.md", "[d](../dleta)\n");
    let answer = env.json(&["check"]);
    let problem = &list(&answer, "problems")[0];
    assert_eq!(problem["suggestion"], "../delta", "{answer:#}");
}

/// The links that `check` calls dead, each with its first suggestion.
fn dead_links(env: &TestEnvironment) -> Vec<(String, String)> {
    let answer = env.json(&["check"]);
    let problems = list(&answer, "problems").iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("none").to_owned();
    problems.map(|problem| (text(&problem["message"]), text(&problem["suggestion"]))).collect()
}

fn dead(links: &[(&str, &str)]) -> Vec<(String, String)> {
    let message = |target: &str| match target.rsplit_once('.') {
        Some((_, "png" | "html" | "pdf")) => format!("no file is at “{target}”"),
        _ => format!("nothing is at “{target}”"),
    };
    links.iter().map(|(target, meant)| (message(target), (*meant).to_owned())).collect()
}

/// What a link would mean if it began at the root hid that it leads nowhere where it begins at the note.
#[test]
fn a_note_elsewhere_hid_a_dead_link() {
    for profile in ["foam", "dendron", "zk", "logseq", "commonmark"] {
        let env = TestEnvironment::new(&format!(
            "-- lore.toml --\n[links]\nprofile = \"{profile}\"\n-- docs/guide.md --\n# G\n\
             -- docs/sub/a.md --\n[g](docs/guide.md)\n\n[h](docs/guide)\n\n[f](docs/img)\n\
             -- docs/img/a.png --\n"
        ));
        let bare = if profile == "commonmark" { "../guide.md" } else { "../guide" };
        let expected =
            [("docs/guide.md", "../guide.md"), ("docs/guide", bare), ("docs/img", "none")];
        assert_eq!(dead_links(&env), dead(&expected), "{profile}");
    }
    let env = TestEnvironment::new(
        "-- a/x.md --\n[c](./chart.md) [i](./img)\n-- chart.md --\n-- a/img/x.png --\n",
    );
    assert_eq!(dead_links(&env), dead(&[("./chart.md", "../chart.md")]));
}

/// Tags that stop Jekyll from building the site were no problems.
#[test]
fn tags_that_jekyll_refuses_were_no_problems() {
    let env = TestEnvironment::new(
        "-- _config.yml --\n-- _posts/2024-01-01-p.md --\n-- docs/c.md --\n-- _includes/nav.md --\n-- a.md --\n\
         {% link c.md %}\n{% link docs/c %}\n{% link 2024-01-01-p.md %}\n{% link docs/c.html %}\n\
         {% link docs/none.html %}\n{% link docs/ %}\n{% post_url 2024-01-01-p.md %}\n\
         {% include nav.md %} {% include nev.md %}\n{% link docs/c.md %} {% post_url 2024-01-01-p %}\n",
    );
    let meant = "{% link docs/c.md %}";
    let post = "{% link _posts/2024-01-01-p.md %}";
    assert_eq!(
        dead_links(&env),
        dead(&[
            ("c.md", meant),
            ("docs/c", meant),
            ("2024-01-01-p.md", post),
            ("docs/c.html", meant),
            ("docs/none.html", "none"),
            ("docs/", "none"),
            ("2024-01-01-p.md", "{% post_url 2024-01-01-p %}"),
            ("_includes/nev.md", "none"),
        ])
    );
}

/// Addresses of a site that is served in a folder were dead, and so was what is relative to a page's address.
#[test]
fn addresses_of_a_site_in_a_folder_were_dead() {
    let env = TestEnvironment::new(
        "-- _config.yml --\ntitle: T\nbaseurl: \"/blog\" # here\n-- assets/a.png --\n-- docs/s.md --\n\
         -- about.md --\n---\npermalink: /about/\n---\n![p](/blog/assets/a.png) [s](/blog/docs/s.html)\n\
         [r](../docs/s.html) ![i](../assets/a.png) ![x](/blogs/assets/a.png)\n\
         {% raw %}{% link gone.md %}{% endraw %}\n",
    );
    assert_eq!(dead_links(&env), dead(&[("/blogs/assets/a.png", "/assets/a.png")]));
    let answer = env.json(&["links", "docs/s.md"]).to_string();
    assert!(answer.contains("about.md"), "{answer}");
    env.vault().write("_config.yml", "baseurl: ''\n");
    assert_eq!(dead_links(&env)[0].0, "no file is at “/blog/assets/a.png”");
}

/// Messages left out the folder that a site is served in, and so did what they suggested.
#[test]
fn the_folder_of_a_site_was_left_out_of_messages() {
    let env = TestEnvironment::new(
        "-- _config.yml --\nbaseurl: /blog\n-- index.md --\n# Home\n\n## x\n-- about.md --\n# About\n\n## Contacts\n\
         -- a.md --\n[k](/blog/abuot.md) [n](/blog) [m](/blog/) [p](/blog#x) [q](/blog?x=1)\n\
         ![i](/blog/img/a.png) [r](/blog/about.md#contact) [s](/abuot.md)\n",
    );
    assert_eq!(
        dead_links(&env),
        [
            ("nothing is at “/blog/abuot.md”", "/blog/about.md"),
            ("no file is at “/blog/img/a.png”", "none"),
            ("about.md has no heading “contact”", "/blog/about.md#contacts"),
            ("nothing is at “/abuot.md”", "/about.md"),
        ]
        .map(|(message, suggestion)| (message.to_owned(), suggestion.to_owned()))
    );
    let answer = env.json(&["links", "a.md"]);
    let home = list(&answer, "outgoing").iter().filter(|link| link["path"] == "index.md").count();
    assert_eq!(home, 4, "{answer:#}");
    assert_eq!(answer["outgoing"][0]["target"], "/blog/abuot.md");
    // What was stored is read by the settings as they are now, as if it were read anew.
    env.vault().write("about.md", "[a](/blog/a.md)\n");
    let updated = env.json(&["links", "a.md"]);
    env.lore(&["index", "--rebuild"]).expect(0);
    assert_eq!(updated, env.json(&["links", "a.md"]));
    assert_eq!(list(&updated, "backlinks").len(), 1, "{updated:#}");
    env.vault().write("_config.yml", "baseurl: /other\n");
    let updated = env.json(&["links", "a.md"]);
    env.lore(&["index", "--rebuild"]).expect(0);
    assert_eq!(updated, env.json(&["links", "a.md"]));
    let home = list(&updated, "outgoing").iter().filter(|link| link["path"] == "index.md").count();
    assert_eq!(home, 0, "{updated:#}");
}

/// References that stop Hugo from building the site were no problems, or led to what is no page.
#[test]
fn references_that_hugo_refuses_were_no_problems() {
    let env = TestEnvironment::new(
        "-- hugo.toml --\n-- README.md --\n-- themes/t/README.md --\n-- static/img/logo.png --\n\
         -- content/docs/third.md --\n-- content/posts/bundle/index.md --\n-- content/posts/bundle/pic.png --\n\
         -- content/posts/a.md --\n{{< ref \"third.html\" >}}\n{{< ref \"README.md\" >}}\n\
         {{< ref \"third\" >}} ![a](../../img/logo.png) ![b](../bundle/pic.png)\n",
    );
    assert_eq!(
        dead_links(&env),
        dead(&[("third.html", "{{< ref \"../docs/third.md\" >}}"), ("README.md", "none")])
    );
}

/// The pages that a host keeps of a repository lie beside its files, and were dead.
#[test]
fn pages_of_the_host_were_dead() {
    let env = TestEnvironment::new(
        "-- .github/f.yml --\n-- README.md --\n[i](../../issues) [w](../../wiki) [r](../../releases/latest) [x](../../plans)\n\
         -- docs/a.md --\n[i](../../../issues/1) [j](../../issues)\n",
    );
    let messages: Vec<String> = dead_links(&env).into_iter().map(|(message, _)| message).collect();
    assert_eq!(
        messages,
        ["“../../plans” leads out of the vault", "“../../issues” leads out of the vault"]
    );
}

/// Dead links were passed over as pages of a host where there is no repository, and where they name files
/// that no host keeps.
#[test]
fn dead_links_were_pages_of_a_host() {
    let files = "-- A.md --\n[a](../../projects/plan.md) [b](../../wiki/Home.md) ![d](../../raw/img.png)\n\
                 -- notes/B.md --\n[a](../../../tags/x.md)\n-- C.md --\n[a](../../wiki/Home)\n\
                 ![b](../../actions/workflows/ci.yml/badge.svg) [c](../../blob/main/docs/a.md)\n\
                 [d](../../releases/tag/v1.2)\n";
    let env = TestEnvironment::new(files);
    assert_eq!(dead_links(&env).len(), 8);
    let files_of_notes = [
        "“../../projects/plan.md” leads out of the vault",
        "“../../wiki/Home.md” leads out of the vault",
        "“../../raw/img.png” leads out of the vault",
        "“../../../tags/x.md” leads out of the vault",
    ];
    for path in [".github/f.yml", ".git/HEAD"] {
        let env = TestEnvironment::new(files);
        env.vault().write(path, "");
        let found: Vec<String> = dead_links(&env).into_iter().map(|(message, _)| message).collect();
        assert_eq!(found, files_of_notes, "{path}");
    }
}

/// A star of Dendron's was one note, whose headings were missed, and messages took the whole address for a name.
#[test]
fn addresses_of_dendron_were_names_of_notes() {
    let env = TestEnvironment::new(
        "-- dendron.yml --\n-- v/a.b.md --\n# B\n-- v/a.c.md --\n# C\n## Here\n-- v/deep.topics.md --\n# Deep\n\
         -- root.md --\n[[Other|dendron://v/deep.topic#h]] ![[a.*#Here]] ![[a.*#none]] ![[x.*]]\n",
    );
    assert_eq!(
        dead_links(&env),
        [
            ("no note of the vault “v” is called “deep.topic”", "[[deep.topics]]"),
            ("no note is called “x.*”", "none"),
        ]
        .map(|(message, suggestion)| (message.to_owned(), suggestion.to_owned()))
    );
}

/// The links of a site of Zola's were dead and its tags unknown, and what is in `static` was not at its root.
#[test]
fn sites_of_zola_had_dead_links() {
    let env = TestEnvironment::new(
        "-- config.toml --\nbase_url = \"https://example.org\"\n\
         -- content/a.md --\n+++\ntitle = \"A\"\n[taxonomies]\ntags = [\"tea\"]\n+++\n\n\
         [q](@/blog/q.md#part-two) ![l](/l.png)\n\
         -- content/blog/q.md --\n# Q\n\n## Part two\n\n[a](../../a/)\n-- static/l.png --\n-- blog/l.png --\n",
    );
    env.lore(&["check"]).expect(0);
    let answer = env.json(&["stats"]);
    assert_eq!((&answer["links"], &answer["tags"]), (&3.into(), &1.into()), "{answer:#}");
    assert_eq!(answer["profile"], "hugo", "{answer:#}");
    let answer = env.json(&["resolve", "content/a.md", "![l](/l.png)"]);
    assert_eq!(column(list(&answer, "links"), "path"), ["static/l.png"], "{answer:#}");
}

/// On sites of Docusaurus, VitePress and Eleventy links by addresses were dead, and what they lead to were orphans.
#[test]
fn addresses_of_other_sites_were_dead() {
    for (profile, files, orphans) in [
        (
            "docusaurus",
            "-- docusaurus.config.js --\n-- static/logo.png --\n\
             -- docs/guides/02-config.md --\n---\nslug: /guides/config\n---\n# C\n\
             -- docs/guides/01-install.md --\n# I\n\
             -- docs/intro.md --\n# In\n\n![l](/logo.png) ![l](@site/static/logo.png) \
             [c](/docs/guides/config) [i](/docs/guides/install)\n",
            ["docs/intro.md"],
        ),
        (
            "vitepress",
            "-- docs/.vitepress/config.ts --\n-- docs/public/logo.svg --\n-- docs/logo.svg --\n\
             -- docs/index.md --\n[[toc]]\n\n# Home\n\n![l](/logo.svg) [s](/guide/start)\n\
             -- docs/guide/start.md --\n# Start\n",
            ["docs/index.md"],
        ),
        (
            "eleventy",
            "-- .eleventy.js --\n-- src/about.md --\n[one](/posts/one/)\n-- src/posts/one.md --\n[two](../two/)\n\
             -- src/posts/two.md --\n[one](../one/)\n",
            ["src/about.md"],
        ),
    ] {
        let env = TestEnvironment::new(files);
        env.lore(&["check"]).expect(0);
        let answer = env.json(&["orphans"]);
        assert_eq!(column(list(&answer, "orphans"), "path"), orphans, "{answer:#}");
        assert_eq!(env.json(&["stats"])["profile"], profile);
        assert!(list(&env.json(&["gaps"]), "gaps").is_empty());
    }
}

/// A page that a site does not have is dead where each page is a file.
#[test]
fn missing_pages_of_vitepress_are_dead() {
    let env =
        TestEnvironment::new("-- .vitepress/config.ts --\n-- a.md --\n[b](/b) ![c](/c.png)\n");
    let answer = env.json(&["check"]);
    assert_eq!(column(list(&answer, "problems"), "code"), ["dead-link", "dead-attachment"]);
}

/// What Joplin's links name by id was dead beside the files of these names.
#[test]
fn ids_of_joplin_were_dead() {
    let (note, picture) = ("0f1e2d3c4b5a69788796a5b4c3d2e1f0", "1f1e2d3c4b5a69788796a5b4c3d2e1f0");
    let env = TestEnvironment::new(&format!(
        "-- a.md --\n[k](:/{note}) ![p](:/{picture}) [t](:/2f1e2d3c4b5a69788796a5b4c3d2e1f0)\n\
         -- {note}.md --\nKafka\n-- resources/{picture}.png --\n-- {picture}.md --\n\
         -- Tea.md --\n---\nid: 2f1e2d3c4b5a69788796a5b4c3d2e1f0\n---\n"
    ));
    env.lore(&["check"]).expect(0);
    env.vault().write("b.md", "[gone](:/3f1e2d3c4b5a69788796a5b4c3d2e1f0)\n");
    let answer = env.json(&["check"]);
    let messages = column(list(&answer, "problems"), "message");
    assert_eq!(messages, ["nothing is at “:/3f1e2d3c4b5a69788796a5b4c3d2e1f0”"], "{answer:#}");
    assert!(list(&env.json(&["gaps"]), "gaps").is_empty());
    // What comes later is found, too.
    env.vault().write("resources/3f1e2d3c4b5a69788796a5b4c3d2e1f0.pdf", "");
    env.lore(&["check"]).expect(0);
}

/// Two missing pages of Logseq that end alike were one.
#[test]
fn missing_pages_of_logseq_were_one() {
    let env = TestEnvironment::new(
        "-- logseq/config.edn --\n-- pages/a.md --\n- [[2023/Review]]\n\
         -- pages/b.md --\n- [[Books/Review]]\n-- pages/c.md --\n- [[2023/Review]]\n",
    );
    env.lore(&["path", "a", "b"]).expect(1);
    env.lore(&["path", "a", "c"]).expect(0);
    // What is read anew is what was there.
    env.vault().write("pages/b.md", "- [[2023/Review]]\n");
    env.lore(&["path", "a", "b"]).expect(0);
    env.vault().write("pages/b.md", "- [[Books/Review]]\n");
    env.lore(&["path", "a", "b"]).expect(1);
}

/// What one part read as an address outside, another read as a name, which lost its end.
#[test]
fn addresses_with_a_long_scheme_lost_their_query() {
    let env = TestEnvironment::new(
        "-- x.md --\n[s](ms-secondary-screen-controller:open?id=1#part)\n\n[x](<Note:\u{a0}b.md#Part>)\n\
         -- Note:\u{a0}b.md --\n# Part\n",
    );
    let answer = env.json(&["links", "x.md"]);
    let links = list(&answer, "outgoing");
    assert_eq!(links[0]["external"], true, "{answer:#}");
    assert!(links[0].to_string().contains("open?id=1#part"), "{answer:#}");
    assert_eq!(links[1]["external"], false, "{answer:#}");
    assert_eq!(links[1]["resolved"], true, "{answer:#}");
    env.lore(&["check"]).expect(0);
}

/// One file was outside the vault, not there, not written yet or a gap, by how links were written.
#[test]
#[cfg(unix)]
fn a_symbolic_link_was_many_things() {
    let env = TestEnvironment::new(
        "-- v/a.md --\n![[i.png]] [[Note]] [[sub/Deep]]\n-- v/b.md --\n![[att/i.png]] [x](Note.md) [[Note.md]] ![](att/i.png)\n\
         -- v/c.md --\n[[deep]] [y](.hidden/h.md) [[.hidden/h]] [[ignored]]\n-- v/att/x.txt --\n-- v/.hidden/h.md --\n\
         -- v/x/sub/z.txt --\n-- v/ignored.md --\n-- v/.gitignore --\nignored.md\n-- out/p.png --\n-- out/o.md --\n# t\n",
    );
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, env.vault().path(at)).unwrap();
    link("../../out/p.png", "v/att/i.png");
    link("../out/o.md", "v/Note.md");
    link("../../../out/o.md", "v/x/sub/Deep.md");
    let asks =
        |arguments: &[&str]| env.json_despite_warnings(&[arguments, &["--vault", "v"]].concat());
    let answer = asks(&["check"]);
    assert_eq!(column(list(&answer, "problems"), "message"), [""; 0], "{answer:#}");
    assert_eq!(answer["left_out"], serde_json::json!({ "not-read": 11 }));
    assert_eq!(list(&asks(&["gaps"]), "gaps"), &[] as &[serde_json::Value]);
    for note in ["a", "b", "c"] {
        for (verb, key) in [("links", "outgoing"), ("resolve", "links")] {
            let answer = asks(&[verb, note]);
            let links = column(list(&answer, key), "rule");
            assert!(links.iter().all(|rule| *rule == "exists, but is not read"), "{answer:#}");
        }
    }
    let run = env.lore(&["links", "Note", "--vault", "v"]).expect(2);
    assert!(run.stderr.contains("a linked file that exists, but is not read"), "{run:#?}");
    // With a link that means nothing that is there it is wanted still.
    env.vault().write("v/d.md", "[[elsewhere/Note]] [[Notes]]\n");
    let answer = asks(&["check"]);
    assert_eq!(list(&answer, "problems").len(), 2, "{answer:#}");
    assert_eq!(column(list(&asks(&["gaps"]), "gaps"), "name"), ["Note"]);
}

/// A link that leads nowhere took the name of an entry: the day could not be asked for any more.
#[test]
fn a_dead_link_hid_the_entry_of_its_name() {
    let entry = |day| format!("### Day {day}\n\n**Topic:** T{}\n\nword{day}.\n\n", day % 3);
    let journal: String = (1..=5).map(entry).collect();
    let env = TestEnvironment::new(&format!(
        "-- j.md --\n# J\n\n{journal}-- x.md --\nSee [[Day 4]] and [[Plans]].\n\
         -- p.md --\n# P\n\n## Plans\n\nText.\n"
    ));
    let run = env.lore(&["timeline", "Day 4"]).expect(0);
    assert!(run.stdout.contains("Day 4 · T1  j.md:21"), "{run:#?}");
    let run = env.lore(&["related", "Day 4"]).expect(0);
    assert!(run.stdout.contains("is the entry before “Day 4 · T1”"), "{run:#?}");
    // There are no links of either kind, nor mentions.
    let run = env.lore(&["links", "Day 4"]).expect(1);
    assert!(run.stdout.starts_with("Day 4 · T1  j.md:21"), "{run:#?}");
    env.lore(&["resolve", "Day 4"]).expect(1);
    env.lore(&["mentions", "Day 4"]).expect(1);
    // A heading is what can be asked for its links, while the links tell what else has to do with it.
    let run = env.lore(&["links", "Plans"]).expect(1);
    assert!(run.stdout.starts_with("Plans  p.md:3"), "{run:#?}");
    let run = env.lore(&["related", "Plans"]).expect(0);
    assert!(run.stdout.contains("links to Plans, which has no note yet"), "{run:#?}");
    // What was refused is not suggested.
    let env = TestEnvironment::new("-- a.md --\n# A\n\n## Day 4\n\n## Day 5\n\n#day-4\n");
    let run = env.lore(&["links", "Day 4"]).expect(2);
    assert!(run.stderr.contains("did you mean “a#Day 4” or “Day 5”?"), "{run:#?}");
}

/// What `check` knows to be there was dead for `stats` and `is:dead`.
#[test]
fn links_to_folders_were_dead_for_some_commands() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\n[x](src/) [y](src/a.rs) [z](b.md) [w](docs) [v](.hidden.md)\n\n## Gone\n\n[[gone]]\n\
         -- b.md --\n# B\n\n[x](src/)\n-- src/a.rs --\n-- docs/x.txt --\n-- .hidden.md --\n",
    );
    let stats = env.json(&["stats"]);
    let counts = ["links", "resolved_links", "unread_links", "dead_links"].map(|of| &stats[of]);
    assert_eq!(counts, [7, 2, 4, 1], "{stats:#}");
    let found = env.json(&["search", "is:dead"]);
    assert_eq!(column(list(&found, "hits"), "label"), ["Gone"], "{found:#}");
    let dead_ends = env.lore(&["orphans", "--kind", "dead-end"]);
    assert!(!dead_ends.stdout.contains("dead\n"), "{dead_ends:#?}");
}

/// Of the directives of MyST only those of text had their labels.
#[test]
fn labels_of_figures_were_unknown() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\n```{figure} https://x.com/a.png\n:name: fig-a\n```\n\n[f](#fig-a) [t](#tipy) [g](#gone)\n\n\
         ```{tip}\n---\nclass: big\nname: tipy\n---\nText.\n```\n",
    );
    let answer = env.json(&["check"]);
    let problems = list(&answer, "problems");
    assert_eq!(problems.len(), 1, "{answer:#}");
    assert!(problems[0]["message"].as_str().unwrap_or_default().contains("gone"), "{answer:#}");
}

/// A link to a label of MyST led nowhere, a book of Jupyter's was taken for a site of Jekyll's, and what stood in its
/// notes, tips and warnings was code.
#[test]
fn labels_and_directives_of_myst_were_unknown() {
    let env = TestEnvironment::new(
        "-- _config.yml --\n-- _toc.yml --\n\
         -- a.md --\n# A\n\n(my-label)=\n## Setup of it\n\n[](#my-label) [x](b.md#other) [y](b.md#gone)\n\
         -- b.md --\n(other)=\n# B\n\n```{note}\nSee [a](a.md#my-label).\n```\n",
    );
    let answer = env.json(&["check"]);
    let problems = list(&answer, "problems");
    assert_eq!(problems.len(), 1, "{answer:#}");
    assert!(problems[0]["message"].as_str().unwrap_or_default().contains("gone"), "{answer:#}");
    let answer = env.json(&["links", "b.md"]);
    assert_eq!(list(&answer, "outgoing").len(), 1, "{answer:#}");
}

/// Of two names that differ in case alone, or in how an accent is stored, a NOTE argument took the first.
#[test]
fn a_name_was_taken_for_its_twin() {
    let env = TestEnvironment::new(
        "-- Foo.md --\none\n-- foo.md --\ntwo [[foo]] [[Foo]]\n-- bar.md --\n[[Foo]]\n\
         -- sub/Tea.md --\none\n-- sub/tea.md --\ntwo\n\
         -- \u{e9}.md --\none\n-- e\u{301}.md --\ntwo\n-- both.md --\n-- both.mdx --\n",
    );
    for (name, path) in [
        ("foo", "foo.md"),
        ("Foo", "Foo.md"),
        ("./foo", "foo.md"),
        ("foo.md", "foo.md"),
        ("tea", "sub/tea.md"),
        ("sub/Tea", "sub/Tea.md"),
        ("\u{e9}", "\u{e9}.md"),
        ("e\u{301}", "e\u{301}.md"),
        ("e\u{301}.md", "e\u{301}.md"),
        ("both", "both.md"),
    ] {
        assert_eq!(env.json(&["links", name])["note"]["path"], path, "links {name}");
        assert_eq!(env.json(&["related", name])["of"]["path"], path, "related {name}");
        assert_eq!(env.json(&["path", name, name])["path"][0]["path"], path, "path {name}");
    }
    for (name, candidates) in [
        ("FOO", &["Foo.md", "foo.md"][..]),
        ("FOO.MD", &["Foo.md", "foo.md"]),
        ("SUB/tea", &["sub/Tea.md", "sub/tea.md"]),
        ("E\u{301}", &["e\u{301}.md", "\u{e9}.md"]),
    ] {
        for question in [&["links", name][..], &["related", name], &["path", name, "bar"]] {
            let run = env.lore(question).expect(2);
            for candidate in candidates {
                assert!(run.stderr.contains(candidate), "{question:?} {run:#?}");
            }
        }
    }
}

/// On wikis of GitHub and Azure links to pages with a hyphen in their file's name were dead, and the pages orphans.
#[test]
fn pages_of_wikis_were_dead() {
    for (marker, files) in [
        (
            "_Sidebar.md",
            "-- _Sidebar.md --\n[[Home]]\n-- Home.md --\n[[Deep Page]] [[go there|Deep Page]] [x](Deep-Page) \
             [[/guides/Deep Page]] [[https://x.org]]\n-- Deep-Page.md --\n[[Home]]\n-- guides/Deep-Page.md --\n[[Home]]\n",
        ),
        (
            ".order",
            "-- .order --\nHome\n-- Home.md --\n[a](/Auth%2DFlow) [b](Auth%2DFlow.md) [c](/Design%20Docs)\n\
             -- Auth%2DFlow.md --\nWho may.\n-- Design-Docs.md --\nPlans.\n",
        ),
    ] {
        let env = TestEnvironment::new(files);
        env.lore(&["check"]).expect(0);
        let answer = env.json(&["stats"]);
        assert_eq!(
            (&answer["profile"], &answer["profile_shown_by"]),
            (&"gollum".into(), &marker.into())
        );
        let answer = env.json(&["orphans"]);
        let orphans = column(list(&answer, "orphans"), "path");
        assert!(
            orphans.iter().all(|path| matches!(*path, "_Sidebar.md" | "Home.md")),
            "{orphans:?}"
        );
        assert!(list(&env.json(&["gaps"]), "gaps").is_empty());
    }
}

/// Where labels go first, mentions were to become links with the label last.
#[test]
fn mentions_become_links_with_the_label_first() {
    let env = TestEnvironment::new(
        "-- _Sidebar.md --\n[[Home]] [[Write Amplification]]\n-- Home.md --\nWe measured write amplification today.\n\
         -- Write-Amplification.md --\nBytes.\n",
    );
    let answer = env.json(&["mentions", "Write-Amplification.md"]);
    let shown = answer.to_string();
    assert!(shown.contains("[[write amplification|Write-Amplification]]"), "{answer:#}");
}

/// A page of a wiki with a colon in its name was taken for an address, and Azure's list of pages for a dead link.
#[test]
fn pages_with_colons_were_addresses() {
    let env = TestEnvironment::new(
        "-- .order --\n-- _Sidebar.md --\n-- Home.md --\n[[Note:Setup]] [[Foo:Bar]] [[https://x.org]]\n\n[[_TOSP_]]\n\
         -- Note:Setup.md --\nText.\n",
    );
    let check = env.lore(&["check"]).expect(1);
    assert!(check.stdout.contains("1 error") && check.stdout.contains("Foo:Bar"), "{check:#?}");
}

/// Links in comments and placeholders were dead for all but `check`.
#[test]
fn what_check_does_not_report_was_dead_elsewhere() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\n%% [[nox]] %%\n[[{{title}}]]\n-- b.md --\n# B\n[[A]] [[A#gone]]\n",
    );
    let stats = env.json(&["stats"]);
    let counts = ["dead_links", "dead_anchors", "comment_links", "placeholder_links"];
    let counts: Vec<u64> = counts.iter().map(|count| stats[*count].as_u64().unwrap()).collect();
    assert_eq!(counts, [0, 1, 1, 1]);
    let answer = env.json(&["search", "is:dead"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["b.md"]);
    let links = env.json(&["links", "A"]);
    assert_eq!(column(list(&links, "outgoing"), "left_out"), ["comment", "placeholder"]);
    let shown = env.lore(&["links", "A"]).stdout;
    assert!(shown.contains("in a comment: nox") && !shown.contains("dead"), "{shown}");
    env.lore(&["gaps"]).expect(1);
    // What another note links to is missing all the same.
    env.vault().write("c.md", "[[nox]]\n");
    assert_eq!(column(list(&env.json(&["gaps"]), "gaps"), "name"), ["nox"]);
}

/// A picture that is not there was said to be a note that nobody wrote.
#[test]
fn a_missing_file_was_called_a_note() {
    let env = TestEnvironment::new("-- a.md --\n![[map.png]] and [[v1.2]] and [[St. Ives]]\n");
    let run = env.lore(&["links", "a"]).expect(0);
    for told in
        ["no file is at “map.png”", "no note is called “v1.2”", "no note is called “St. Ives”"]
    {
        assert!(run.stdout.contains(told), "{run:#?}");
    }
}
