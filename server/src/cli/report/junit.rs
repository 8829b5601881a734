//! JUnit's XML, which build servers show as tests: a suite for each document, a failed test for each finding that
//! makes the run fail, one passed test where there is none.

use super::Page;
use super::record::Record;

/// The whole report; `errors` are inputs that could not be read.
pub fn report(pages: &[Page], errors: &[String]) -> String {
    let mut body = String::new();
    let (mut tests, mut failures) = (0, 0);
    for page in pages {
        let count = page.records.len().max(1);
        let failed = page.records.iter().filter(|record| record.level.fails()).count();
        let name = escape(&page.path);
        body += &format!("  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\">\n");
        if page.records.is_empty() {
            body += &format!("    <testcase name=\"matgrad\" classname=\"{name}\"/>\n");
        }
        body.extend(page.records.iter().map(test));
        body += "  </testsuite>\n";
        tests += count;
        failures += failed;
    }
    if !errors.is_empty() {
        let count = errors.len();
        body += &format!("  <testsuite name=\"matgrad\" tests=\"{count}\" failures=\"0\" errors=\"{count}\">\n");
        for error in errors {
            let error = escape(error);
            body += "    <testcase name=\"matgrad\" classname=\"matgrad\">\n";
            body += &format!("      <error message=\"{error}\"/>\n    </testcase>\n");
        }
        body += "  </testsuite>\n";
    }
    let (tests, errors) = (tests + errors.len(), errors.len());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"matgrad\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n{body}</testsuites>\n"
    )
}

fn test(record: &Record) -> String {
    let Record { path, rule, severity, message, start, .. } = record;
    let (line, column) = (start.line, start.column);
    let (path, message) = (escape(path), escape(message));
    let content = if record.level.fails() {
        format!("<failure type=\"{severity}\" message=\"{message}\">{path}:{line}:{column}: {message}</failure>")
    } else {
        format!("<system-out>{path}:{line}:{column}: {message}</system-out>")
    };
    format!("    <testcase name=\"{rule} ({line}:{column})\" classname=\"{path}\">\n      {content}\n    </testcase>\n")
}

/// Text that may stand in XML, also in an attribute. What XML cannot hold becomes a replacement character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' | '\r' | '\t' => out += &format!("&#{};", u32::from(letter)),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}
