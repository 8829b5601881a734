//! `matgrad check` as people and build servers run it: what is printed in which format, what is mended, how it ends.
//! The mathematics is a toy's, everything else is matgrad's.

use std::process::{Command, Stdio};
use std::time::Duration;

use matgrad_tests::command::{self, Folder};
use serde_json::{Value, json};

const TOY: &str = env!("CARGO_BIN_EXE_toy-checker");

fn check(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    command::run(TOY, &folder.0, &[&["check"], args].concat(), b"")
}

/// A folder with a file of two findings, one with a hint and one with none.
fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("a b.md", "# Ä\n\nä teh $wrong$\n");
    folder.write("c.md", "hm\n");
    folder.write("d.md", "Fine.\n");
    folder
}

fn printed(format: &str) -> String {
    let folder = folder(&format!("format-{format}"));
    let (code, stdout, stderr) = check(&folder, &["--format", format]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    stdout
}

#[test]
fn concise_is_a_line_each() {
    insta::assert_snapshot!(printed("concise"), @r#"
    a b.md:3:3: warning[toy-spelling] The word `teh`: "100 %" <not> to be, & never was. [fix]
    a b.md:3:8: error[toy-wrong] The word `wrong`: "100 %" <not> to be, & never was. [unsafe fix]
    c.md:1:1: hint[toy-remark] The word `hm`: "100 %" <not> to be, & never was.
    1 error, 1 warning, 1 remark in 3 documents; --fix mends 1; --fix --unsafe-fixes mends 2 by changing formulas
    "#);
}

#[test]
fn json_lines_are_the_objects_of_json() {
    let lines = printed("json-lines");
    let objects: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(serde_json::from_str::<Vec<Value>>(&printed("json")).unwrap(), objects);
    let place = |line, column| json!({"line": line, "column": column});
    let expected = json!({
        "path": "a b.md", "start": place(3, 3), "end": place(3, 6), "rule": "toy-spelling", "severity": "warning",
        "message": "The word `teh`: \"100 %\" <not> to be, & never was.",
        "related": [{
            "path": "a b.md", "start": place(1, 1), "end": place(1, 2), "message": "The text begins here",
        }],
        "fix": {
            "title": "Write `the`", "safe": true,
            "edits": [{"start": place(3, 3), "end": place(3, 6), "text": "the"}],
        },
    });
    assert_eq!(objects.first(), Some(&expected));
    assert_eq!(objects.get(2).unwrap()["fix"], Value::Null);
}

#[test]
fn github_reads_commands_with_escapes() {
    insta::assert_snapshot!(printed("github"), @r#"
    ::warning title=matgrad (toy-spelling),file=a b.md,line=3,endLine=3,col=3,endColumn=6::The word `teh`: "100 %25" <not> to be, & never was.%0Aa b.md:1:1: The text begins here%0Afix: Write `the`
    ::error title=matgrad (toy-wrong),file=a b.md,line=3,endLine=3,col=8,endColumn=13::The word `wrong`: "100 %25" <not> to be, & never was.%0Aa b.md:1:1: The text begins here%0Afix: Write `right`
    ::notice title=matgrad (toy-remark),file=c.md,line=1,endLine=1,col=1,endColumn=3::The word `hm`: "100 %25" <not> to be, & never was.%0Ac.md:1:1: The text begins here
    "#);
}

#[test]
fn gitlab_gets_fingerprints_that_stay_when_lines_move() {
    let fingerprints = |report: &str| -> Vec<String> {
        let issues: Vec<Value> = serde_json::from_str(report).unwrap();
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let report = printed("gitlab");
    let issues: Value = serde_json::from_str(&report).unwrap();
    let fingerprint = fingerprints(&report).swap_remove(0);
    let expected = json!({
        "description": "The word `teh`: \"100 %\" <not> to be, & never was.", "check_name": "toy-spelling",
        "fingerprint": fingerprint, "severity": "minor",
        "location": {"path": "a b.md", "lines": {"begin": 3, "end": 3}},
    });
    assert_eq!(issues[0], expected);
    let folder = Folder::new("gitlab-moved");
    folder.write("a b.md", "# Ä\n\nMore.\n\nä teh $wrong$ teh\n");
    let moved = fingerprints(&check(&folder, &["--format", "gitlab"]).1);
    assert_eq!(moved.get(..2), fingerprints(&report).get(..2));
    assert!(!fingerprints(&report).contains(&moved[2]), "a second finding of the same text has a name of its own");
}

/// What GitLab's documentation of the format says of one issue: its members, and the values that they may have.
fn is_code_quality_issue(issue: &Value) -> bool {
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    let members = |value: &Value, names: &[&str]| {
        let found: Vec<String> = value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
        found.iter().all(|name| names.contains(&name.as_str())) && found.len() == names.len()
    };
    let (place, lines) = (&issue["location"], &issue["location"]["lines"]);
    let path = place["path"].as_str().unwrap_or("/");
    members(issue, &["description", "check_name", "fingerprint", "severity", "location"])
        && members(place, &["path", "lines"])
        && members(lines, &["begin", "end"])
        && ["description", "check_name", "fingerprint"].iter().all(|name| text(&issue[name]))
        && ["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap_or_default())
        && !path.starts_with('/')
        && !path.starts_with("./")
        && !path.is_empty()
        && lines["begin"].as_u64().is_some_and(|line| line >= 1)
        && lines["end"].as_u64() >= lines["begin"].as_u64()
}

#[test]
fn gitlab_reads_every_issue() {
    let folder = folder("gitlab");
    folder.write("sub/e.md", "teh wrong teh wrong\nwrong\n\nhm\n");
    let absolute = folder.0.canonicalize().unwrap();
    for path in [".", "./", absolute.to_str().unwrap()] {
        let (code, report, _) = check(&folder, &[path, "--format", "gitlab"]);
        assert_eq!(code, 1);
        assert!(report.starts_with('['), "no byte order mark may stand before the array");
        let issues: Vec<Value> = serde_json::from_str(&report).unwrap();
        let wrong: Vec<&Value> = issues.iter().filter(|issue| !is_code_quality_issue(issue)).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:#?}");
        assert_eq!(issues.len(), 9);
        let of_sub = |issue: &&Value| issue["location"]["path"] == "sub/e.md";
        assert_eq!(issues.iter().filter(of_sub).count(), 6);
        let names: std::collections::HashSet<&str> =
            issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(names.len(), issues.len(), "of issues with one name GitLab shows one");
    }
    let (code, report, _) = check(&folder, &["d.md", "--format", "gitlab"]);
    assert_eq!((code, report.as_str()), (0, "[]\n"));
}

#[test]
fn junit_shows_documents_as_suites() {
    insta::assert_snapshot!(printed("junit"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="matgrad" tests="4" failures="2" errors="0">
      <testsuite name="a b.md" tests="2" failures="2" errors="0">
        <testcase name="toy-spelling (3:3)" classname="a b.md">
          <failure type="warning" message="The word `teh`: &quot;100 %&quot; &lt;not&gt; to be, &amp; never was.">a b.md:3:3: The word `teh`: &quot;100 %&quot; &lt;not&gt; to be, &amp; never was.</failure>
        </testcase>
        <testcase name="toy-wrong (3:8)" classname="a b.md">
          <failure type="error" message="The word `wrong`: &quot;100 %&quot; &lt;not&gt; to be, &amp; never was.">a b.md:3:8: The word `wrong`: &quot;100 %&quot; &lt;not&gt; to be, &amp; never was.</failure>
        </testcase>
      </testsuite>
      <testsuite name="c.md" tests="1" failures="0" errors="0">
        <testcase name="toy-remark (1:1)" classname="c.md">
          <system-out>c.md:1:1: The word `hm`: &quot;100 %&quot; &lt;not&gt; to be, &amp; never was.</system-out>
        </testcase>
      </testsuite>
      <testsuite name="d.md" tests="1" failures="0" errors="0">
        <testcase name="matgrad" classname="d.md"/>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn sarif_holds_rules_places_and_fixes() {
    let log: Value = serde_json::from_str(&printed("sarif")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"], json!([{"executionSuccessful": true}]));
    let rules: Vec<&Value> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
    assert_eq!(rules, ["toy-remark", "toy-spelling", "toy-wrong"]);
    let region = json!({"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 6});
    let start = json!({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2});
    let file = json!({"uri": "a%20b.md"});
    let first = &run["results"][0];
    let fingerprint = &first["partialFingerprints"]["matgrad/v1"];
    assert!(fingerprint.is_string());
    let expected = json!({
        "ruleId": "toy-spelling", "ruleIndex": 1, "level": "warning",
        "message": {"text": "The word `teh`: \"100 %\" <not> to be, & never was."},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": region}}],
        "relatedLocations": [{
            "id": 1, "message": {"text": "The text begins here"},
            "physicalLocation": {"artifactLocation": file, "region": start},
        }],
        "partialFingerprints": {"matgrad/v1": fingerprint},
        "fixes": [{
            "description": {"text": "Write `the`"},
            "artifactChanges": [{
                "artifactLocation": file,
                "replacements": [{"deletedRegion": region, "insertedContent": {"text": "the"}}],
            }],
        }],
    });
    assert_eq!(first, &expected);
    let levels: Vec<&Value> = run["results"].as_array().unwrap().iter().map(|result| &result["level"]).collect();
    assert_eq!(levels, ["warning", "error", "note"]);
}

#[test]
fn reports_for_machines_say_what_could_not_be_read() {
    let folder = folder("unreadable-formats");
    for (format, words) in [("sarif", "\"executionSuccessful\": false"), ("junit", "<error"), ("github", "::error")] {
        let (code, stdout, _) = check(&folder, &["d.md", "missing.md", "--format", format]);
        assert_eq!(code, 2);
        assert!(stdout.contains(words) && stdout.contains("there is no such file"), "{stdout}");
    }
}

#[test]
fn statistics_count_instead_of_telling() {
    let folder = folder("statistics");
    folder.write("e.md", "teh teh\n");
    insta::assert_snapshot!(check(&folder, &["--statistics"]).1, @r"
    3  warning[toy-spelling] (3 with a fix)
    1  hint[toy-remark]
    1  error[toy-wrong] (1 with a fix)
    1 error, 3 warnings, 1 remark in 4 documents; --fix mends 3; --fix --unsafe-fixes mends 4 by changing formulas
    ");
    let rows: Value = serde_json::from_str(&check(&folder, &["--statistics", "--format", "json"]).1).unwrap();
    assert_eq!(rows[0], json!({"rule": "toy-spelling", "severity": "warning", "count": 3, "fixable": 3}));
    assert_eq!(check(&folder, &["--statistics", "--format", "sarif"]).0, 2);
}

#[test]
fn rules_are_chosen_and_the_exit_code_follows() {
    let folder = folder("select");
    let cases: [(&[&str], i32, &str); 6] = [
        (&["--select", "toy-remark"], 0, "1 remark in 3 documents\n"),
        (&["--ignore", "toy-wrong,toy-spelling"], 0, "1 remark in 3 documents\n"),
        (&["--select", "toy-*", "--ignore", "toy-wrong", "--ignore", "toy-remark"], 1, "1 warning in 3 documents"),
        (&["--select", "toy-circle"], 0, "nothing found in 3 documents\n"),
        (&["--exit-zero"], 0, "1 error, 1 warning, 1 remark in 3 documents"),
        (&["--exit-zero", "missing.md"], 2, ""),
    ];
    for (args, expected, summary) in cases {
        let (code, stdout, _) = check(&folder, args);
        assert_eq!(code, expected, "{args:?}");
        assert!(stdout.lines().last().unwrap_or_default().starts_with(summary.trim_end()), "{args:?}: {stdout}");
    }
    let (code, stdout, stderr) = check(&folder, &["--select", "toy-worng"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert_eq!(
        stderr,
        "matgrad: there is no rule `toy-worng`: `matgrad rules` lists them. Did you mean `toy-wrong`?\n"
    );
}

#[test]
fn only_safe_fixes_are_made_unless_others_are_wanted() {
    let folder = folder("fix");
    let text = folder.read("a b.md");
    let (code, diff, stderr) = check(&folder, &["--diff"]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    insta::assert_snapshot!(diff, @r"
    --- a b.md
    +++ a b.md
    @@ -1,3 +1,3 @@
     # Ä
     
    -ä teh $wrong$
    +ä the $wrong$
    ");
    assert_eq!(folder.read("a b.md"), text);

    let (code, stdout, _) = check(&folder, &["--fix", "--format", "concise"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(stdout, @r#"
    a b.md:3:8: error[toy-wrong] The word `wrong`: "100 %" <not> to be, & never was. [unsafe fix]
    c.md:1:1: hint[toy-remark] The word `hm`: "100 %" <not> to be, & never was.
    1 error, 1 remark in 3 documents, 1 mended; --fix --unsafe-fixes mends 1 by changing formulas
    "#);
    assert_eq!(folder.read("a b.md"), "# Ä\n\nä the $wrong$\n");

    assert_eq!(check(&folder, &["--unsafe-fixes"]).0, 2);
    assert_eq!(check(&folder, &["--fix", "--unsafe-fixes"]).0, 0);
    assert_eq!(folder.read("a b.md"), "# Ä\n\nä the $right$\n");
    assert_eq!((check(&folder, &["--diff", "--unsafe-fixes"]).0, folder.read("c.md").as_str()), (0, "hm\n"));
}

#[test]
fn mathematics_is_never_changed_by_fix_alone() {
    let folder = Folder::new("mathematics");
    let cases = [
        ("a.md", "$teh$ and\n\n$$\nteh\n$$\n", "$teh$ and\n\n$$\nteh\n$$\n"),
        ("b.tex", "teh \\[ teh \\] teh", "the \\[ teh \\] the"),
        ("c.md", "`teh` again $again$", "`the` the $again$"),
    ];
    for (name, text, _) in cases {
        folder.write(name, text);
    }
    check(&folder, &["--fix"]);
    for (name, _, mended) in cases {
        assert_eq!(folder.read(name), mended, "{name}");
    }
}

#[test]
fn fixing_ends_though_fixes_undo_each_other() {
    let folder = Folder::new("circle");
    folder.write("a.md", "ping");
    let (code, stdout, _) = check(&folder, &["--fix"]);
    assert_eq!(code, 1);
    assert!(stdout.contains("1 mended"), "{stdout}");
    assert_eq!(folder.read("a.md"), "pong");
}

#[test]
fn standard_input_comes_out_mended() {
    let folder = Folder::new("stdin-fix");
    let args = ["check", "-", "--stdin-filename", "x.md", "--fix", "--format", "concise"];
    let (code, stdout, stderr) = command::run(TOY, &folder.0, &args, "\u{feff}teh hm\n".as_bytes());
    assert_eq!((code, stdout.as_str()), (0, "\u{feff}the hm\n"));
    assert!(stderr.starts_with("x.md:1:5: hint[toy-remark]"), "{stderr}");
}

#[test]
fn a_notebook_stays_a_notebook() {
    let folder = Folder::new("notebook");
    let cells = r#"{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["a \"teh\"\n", "teh $x$"]}], "nbformat": 4}"#;
    folder.write("n.ipynb", cells);
    assert_eq!(check(&folder, &["--fix"]).0, 0);
    assert_eq!(folder.read("n.ipynb"), cells.replace("teh", "the"));
}

#[cfg(unix)]
#[test]
fn permissions_links_and_marks_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("permissions");
    folder.write("real.md", "\u{feff}teh\r\n");
    let real = folder.0.join("real.md");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.md", folder.0.join("link.md")).unwrap();
    assert_eq!(check(&folder, &["--fix", "link.md"]).0, 0);
    assert_eq!(folder.read("real.md"), "\u{feff}the\r\n");
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(std::fs::symlink_metadata(folder.0.join("link.md")).unwrap().is_symlink());
    std::fs::write(&real, "teh").unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o440)).unwrap();
    let (code, _, stderr) = check(&folder, &["--fix", "real.md"]);
    assert_eq!((code, stderr.as_str()), (2, "matgrad: cannot write real.md: it is read-only\n"));
    let names = std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.count(), 2, "nothing is left behind");
}

#[test]
fn a_run_that_is_killed_leaves_files_whole() {
    let folder = Folder::new("killed");
    let before = format!("{}teh\n", "word ".repeat(10_000));
    let after = before.replace("teh", "the");
    let names: Vec<String> = (0..20).map(|number| format!("{number}.md")).collect();
    let mut kinds = [0, 0];
    for round in 0..40 {
        names.iter().for_each(|name| folder.write(name, &before));
        let mut command = Command::new(TOY);
        command.args(["check", "--fix"]).current_dir(&folder.0).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        // From before the first file to after the last, however fast the machine is.
        let mended = || names.iter().filter(|name| folder.read(name) == after).count();
        while mended() < round / 2 && child.try_wait().unwrap().is_none() {}
        std::thread::sleep(Duration::from_micros(200 * (round as u64 % 2)));
        let _ = child.kill();
        child.wait().unwrap();
        for name in &names {
            let text = folder.read(name);
            assert!(text == before || text == after, "{name} has {} bytes", text.len());
            kinds[usize::from(text == after)] += 1;
        }
    }
    assert!(kinds.iter().all(|count| *count > 0), "some runs must be killed early and some late: {kinds:?}");
}

#[test]
fn no_bar_is_drawn_into_a_pipe() {
    let folder = Folder::new("pipe");
    (0..300).for_each(|number| folder.write(&format!("{number}.md"), "fine $x$\n".repeat(2000)));
    let (code, stdout, stderr) = check(&folder, &[]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "nothing found in 300 documents\n", ""));
}

#[test]
fn paths_are_printed_as_they_were_named() {
    let folder = folder("paths");
    let absolute = folder.0.join("c.md");
    for (path, printed) in [("./c.md", "./c.md"), (absolute.to_str().unwrap(), absolute.to_str().unwrap())] {
        assert!(check(&folder, &[path, "--format", "concise"]).1.starts_with(&format!("{printed}:1:1:")));
    }
}

#[test]
fn a_document_too_large_to_be_read_to_its_end_is_checked_so_far_and_that_is_said() {
    let folder = Folder::new("large");
    folder.write("large.md", "$x$ ".repeat(60_001));
    folder.write("usual.md", "Fine.\n");
    let (code, stdout, stderr) = check(&folder, &["--format", "concise"]);
    assert_eq!((code, stdout.as_str()), (0, "nothing found in 2 documents\n"));
    assert_eq!(stderr, "matgrad: large.md: so large that only its beginning is checked\n");
}
