//! How long derivations take: `cargo bench -p matgrad-tests --bench derive`.
//!
//! A derivation is everything from the formula as LaTeX to the verified derivative as LaTeX. Aims: 1 ms for each of the thirteen
//! expressions, 20 ms for a network of twelve layers and from process start to the answer; growth by the size of the formula, not
//! by its square. All but the last is measured in time of the processor.

#[path = "support/cpu.rs"]
mod cpu;

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use cpu::CpuTime;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use matgrad_core::Session;
use matgrad_tests::peers::CASES;

fn session(declarations: &[&str]) -> Session {
    declarations.iter().fold(Session::new(), |s, d| s.declare(d).expect("a declaration"))
}

fn thirteen(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("thirteen");
    for case in CASES {
        let session = session(case.declarations);
        let derive = || {
            let request = session.request(case.formula, case.variable).expect("a formula");
            let request = matgrad_core::Request { order: case.order, ..request };
            session.find(request).expect("a derivative").latex()
        };
        group.bench_function(case.name, |b| b.iter(|| black_box(derive())));
    }
}

fn growth(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("growth");
    for k in [4, 8, 16, 32, 64] {
        let power = format!(r"\operatorname{{tr}}(X^{{{k}}})");
        let chain: String = (1..=k).map(|i| format!("A_{{{i}}} X ")).collect();
        let chain = format!(r"\operatorname{{tr}}({chain})");
        let mut declared = Session::new().declare(r"X \in \mathbb{R}^{n \times n}").expect("a declaration");
        for i in 1..=k {
            declared = declared.declare(&format!(r"A_{{{i}}} \in \mathbb{{R}}^{{n \times n}}")).expect("a declaration");
        }
        for (name, formula) in [("tr(X^k)", &power), ("tr(A_1 X A_2 X …)", &chain)] {
            group.bench_function(BenchmarkId::new(name, k), |b| {
                b.iter(|| black_box(declared.derive(formula, "X").expect("a derivative").latex()));
            });
        }
    }
}

fn network(c: &mut Criterion<CpuTime>) {
    let (session, formula) = matgrad_tests::peers::network(12);
    c.bench_function("network/12 layers", |b| {
        b.iter(|| black_box(session.derive(&formula, "W_1").expect("a derivative").latex()));
    });
}

fn process(c: &mut Criterion) {
    let mut group = c.benchmark_group("process");
    for case in CASES.iter().take(1) {
        group.bench_function("start to derivation printed", |b| {
            b.iter(|| {
                let mut command = Command::new(matgrad_tests::binary());
                command.arg("derive").args(["--wrt", case.variable]);
                for d in case.declarations {
                    command.args(["--decl", d]);
                }
                let output = command.arg(case.formula).output().expect("the binary starts");
                assert!(output.status.success());
                black_box(output)
            });
        });
    }
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .without_plots()
}

criterion_group! {
    name = derivations;
    config = brief().with_measurement(CpuTime);
    targets = thirteen, growth, network
}
criterion_group! {
    name = processes;
    config = brief();
    targets = process
}
criterion_main!(derivations, processes);
