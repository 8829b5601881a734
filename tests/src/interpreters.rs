//! Interpreters that run generated code: `python3` with NumPy, JAX and PyTorch, or what MATGRAD_PYTHON and, for PyTorch,
//! MATGRAD_PYTORCH name, and Octave. Julia is not run.

use std::io::Write;
use std::process::{Command, Stdio};

use matgrad_core::functions::Language;
use serde_json::Value;

/// Reads cases from standard input, prints those that fail.
const PYTHON: &str = r#"
import json, sys
import numpy as np
language = sys.argv[1]
if language == "jax":
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    convert = jnp.asarray
elif language == "torch":
    import torch
    convert = torch.tensor
else:
    convert = np.asarray
kind = {"jax": "float64", "torch": None}.get(language, float)
if language == "torch":
    kind = torch.float64
for k, case in enumerate(json.load(sys.stdin)):
    space = {}
    try:
        exec(case["source"], space)
        given = zip(case["names"], (i["value"] for i in case["inputs"]))
        args = {n: convert(v, dtype=kind) if isinstance(v, list) else v for n, v in given}
        got = np.asarray(space["derivative"](**args), dtype=float)
        want = np.asarray(case["expected"], dtype=float)
        assert got.shape == want.shape, f"shape {got.shape} for {want.shape}"
        error = np.max(np.abs(got - want)) / max(1.0, np.max(np.abs(want)))
        assert error < 1e-8, f"error {error}"
    except Exception as e:
        print(f"{case['formula']}\n{case['source']}\n{e!r}\n")
print("cases:", k + 1)
"#;

const OCTAVE: &str = r#"
cases = jsondecode(fread(stdin, Inf, 'char=>char').');
for k = 1:numel(cases)
    if iscell(cases), c = cases{k}; else, c = cases(k); end
    try
        eval(c.source);
        args = {};
        if isstruct(c.inputs), args = {c.inputs.value}; end
        got = derivative(args{:});
        want = c.expected;
        if !isequal(size(got), size(want)), error('shape %s for %s', mat2str(size(got)), mat2str(size(want))); end
        off = max(abs(got(:) - want(:))) / max(1, max(abs(want(:))));
        if !(off < 1e-8), error('error %g', off); end
    catch e
        printf('%s\n%s\n%s\n\n', c.formula, c.source, e.message);
    end
end
printf('cases: %d\n', numel(cases));
"#;

/// How a language is run: the program, its arguments, and a command that succeeds where it can be run.
fn runner(language: Language) -> Option<(String, Vec<&'static str>)> {
    let python = std::env::var("MATGRAD_PYTHON").unwrap_or_else(|_| "python3".into());
    let (program, probe, args) = match language {
        Language::Numpy => (python, vec!["-c", "import numpy"], vec!["-c", PYTHON, "numpy"]),
        Language::Jax => (python, vec!["-c", "import numpy, jax"], vec!["-c", PYTHON, "jax"]),
        Language::Pytorch => {
            let own = std::env::var("MATGRAD_PYTORCH").unwrap_or(python);
            (own, vec!["-c", "import numpy, torch"], vec!["-c", PYTHON, "torch"])
        }
        Language::Matlab => ("octave-cli".to_string(), vec!["--version"], vec!["--quiet", "--eval", OCTAVE]),
        Language::Julia => return None,
    };
    let found = Command::new(&program).args(probe).stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|s| s.success()).then_some((program, args))
}

/// Whether a language can be run here.
pub fn can_run(language: Language) -> bool {
    runner(language).is_some()
}

/// What fails of cases `{formula, source, names, inputs: [{value}], expected}`, with the reason; `None` where the language cannot
/// be run.
pub fn run(cases: &[Value], language: Language) -> Option<String> {
    let (program, args) = runner(language)?;
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let text = serde_json::to_vec(cases).expect("finite numbers");
    child.stdin.take().expect("piped").write_all(&text).expect("the interpreter reads");
    let out = child.wait_with_output().expect("the interpreter ends");
    assert!(out.status.success(), "the harness itself fails");
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let (failed, _) = text.split_once(&format!("cases: {}", cases.len())).expect("every case is run");
    Some(failed.to_string())
}
