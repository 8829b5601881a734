//! Real documents as their readers meet them: what hovering shows and what is marked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use matgrad::analysis::Reader;
use matgrad::api::{Analysis, Analyzer, Cancel, Place, Settings};
use matgrad::document::project::Disk;
use matgrad::document::{Document, Host};

struct Opened {
    document: Arc<Document>,
    analysis: <Reader as Analyzer>::Analysis,
}

fn open(path: &Path) -> Opened {
    read(std::fs::read_to_string(path).expect("the document is there"), path)
}

fn read(text: String, path: &Path) -> Opened {
    let document = Arc::new(Document::parse(text, Host::detect(Some(path), None)));
    let settings = Settings::default();
    let place = Place { path: Some(path), root: None, files: &Disk, settings: &settings };
    let analysis = Reader.analyze(&document, place, &Cancel::default()).expect("nobody cancels");
    Opened { document, analysis }
}

impl Opened {
    /// What hovering over the first place of `needle` on line `line` shows.
    fn hover(&self, line: usize, needle: &str) -> String {
        let source = self.document.source();
        let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let at = start + source[start..].find(needle).expect("the text is on that line");
        let hover = self.analysis.hover(at, &Cancel::default()).expect("nobody cancels");
        hover.map(|h| h.plain).unwrap_or_default()
    }

    /// Lines and rules of the findings.
    fn findings(&self) -> Vec<String> {
        let line = |f: &matgrad::api::Finding| self.document.line_columns(f.range.clone()).start.line;
        self.analysis.findings().iter().map(|f| format!("{}: {}: {}", line(f), f.rule, f.message)).collect()
    }
}

fn sample() -> Opened {
    open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/gradients.md"))
}

#[test]
fn the_samples_two_planted_mistakes_are_marked_and_nothing_else() {
    insta::assert_snapshot!(sample().findings().join("\n"), @r"
    31: product-shape: the product does not fit: `2 X` is N×n, but `(X \mathbf w - \mathbf y)` is N×1
    61: product-shape: the product does not fit: `\mathbf u^T` is 1×k, but `\nabla \mathcal L(W \mathbf u + \mathbf b)` is h×1
    ");
}

#[test]
fn a_definition_shows_its_derivatives_and_how_they_are_found() {
    insta::assert_snapshot!(sample().hover(10, "f("), @"
    f(x) = xᵀAx ∈ ℝ (defined, line 10)

    f : ℝⁿ → ℝ, by `x`

    df = xᵀ(A + Aᵀ) dx
    D f(x) = xᵀ(A + Aᵀ)    1×n
    ∇f(x) = (A + Aᵀ)x    n×1

    Steps

    f(x) = xᵀAx                                   definition
    df = (dx)ᵀAx + xᵀA dx                         product rule
    df = xᵀ(A + Aᵀ) dx                            collecting dx
    ∇f(x) = (A + Aᵀ)x                             identification
    ");
}

#[test]
fn a_symbol_shows_its_shape_and_where_it_was_declared() {
    let opened = sample();
    assert!(
        opened.hover(10, "A \\mathbf x").starts_with("A ∈ ℝⁿˣⁿ (declared, line 7)"),
        "{}",
        opened.hover(10, "A \\mathbf x")
    );
    assert!(opened.hover(25, "\\mathbf y").starts_with("y ∈ "), "{}", opened.hover(25, "\\mathbf y"));
}

#[test]
fn a_function_of_a_matrix_shows_its_jacobian_in_kronecker_form() {
    let text = sample().hover(39, "F(Z)");
    assert!(text.contains("D F(Z) = Qᵀ ⊗ P    pq×mn"), "{text}");
}

#[test]
fn the_gradient_of_a_layers_loss_is_an_outer_product() {
    let text = sample().hover(54, "\\phi");
    assert!(text.contains("∂φ/∂W = ∇𝓛(Wu + b) uᵀ    h×k"), "{text}");
}

/// The document the project was created from, where it is at hand.
fn seed() -> Option<Opened> {
    let Some(shared) = std::env::var_os("MATGRAD_SHARED").map(PathBuf::from) else {
        eprintln!("SKIPPED: MATGRAD_SHARED is not set, so the document it holds is not read");
        return None;
    };
    Some(open(&shared.join("documents/matrix-differentiation.md")))
}

#[test]
fn the_first_document_has_no_finding_and_nothing_unread() {
    let Some(seed) = seed() else { return };
    assert_eq!(seed.findings(), Vec::<String>::new());
    assert_eq!(seed.analysis.unread(), []);
}

#[test]
fn the_first_document_shows_its_derivatives() {
    let Some(seed) = seed() else { return };
    let linear = seed.hover(111, "f(");
    assert!(linear.contains("D f(x) = aᵀ") && linear.contains("∇f(x) = a "), "{linear}");
    assert!(seed.hover(151, "F(X)").contains("Bᵀ ⊗ A"), "{}", seed.hover(151, "F(X)"));
    assert!(seed.hover(219, "\\phi").contains("∂φ/∂W = ∇𝓛(Wx + b) xᵀ"), "{}", seed.hover(219, "\\phi"));
}

/// A lesson on a layer that convolves, defined by its entries.
fn convolution() -> Opened {
    open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/convolution.md"))
}

#[test]
fn a_convolution_defined_by_its_entries_has_nothing_to_be_marked() {
    let opened = convolution();
    assert_eq!(opened.findings(), Vec::<String>::new());
    assert_eq!(opened.analysis.unread(), []);
}

#[test]
fn a_definition_by_entries_shows_the_matrix_form_and_its_jacobians() {
    let text = convolution().hover(8, "= \\sum");
    for shown in [
        "Y = K * X ∈ ℝ^((p − m + 1)×(q − n + 1))",
        "D Y(K) = im2col_(m×n)(X)",
        "vec Y = im2col_(m×n)(X) vec K",
        "∂Yᵢⱼ/∂Kᵤᵥ = X_(u + i − 1,v + j − 1)",
        "D Y(X) = toeplitz_(p×q)(K)",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn the_gradients_of_a_convolutional_layer_are_shown_whole_and_by_entries() {
    let opened = convolution();
    let kernel = opened.hover(19, "varphi");
    assert!(kernel.contains("∂φ/∂K = ∇𝓛(K * X) * X    m×n"), "{kernel}");
    assert!(kernel.contains("D φ(K) = vec(∇𝓛(K * X))ᵀ im2col_(m×n)(X)"), "{kernel}");
    assert!(kernel.contains("∂φ/∂Kᵤᵥ = ∑ⱼ₌₁ᵖ⁻ᵐ⁺¹ ∑ₖ₌₁^(q − n + 1) [∇𝓛(K * X)]ⱼₖX_(u + j − 1,v + k − 1)"), "{kernel}");
    let picture = opened.hover(23, "psi");
    assert!(picture.contains("∂ψ/∂X = convfull(∇𝓛(K * X), K)    p×q"), "{picture}");
}

#[test]
fn other_definitions_by_entries_show_the_whole() {
    let text = convolution().hover(38, "Z_{ij}");
    assert!(text.contains("Z = exp(A) + 11ᵀBᵀ ∈ ℝʳˣˢ"), "{text}");
}

#[test]
fn what_is_defined_of_a_member_is_summed_over_every_member() {
    let cases = [
        (
            r"p_i = \sigma(\mathbf{w}^\top \mathbf{x}_i)",
            r"f(\mathbf{w}) = -\sum_{i=1}^N [ y_i \log p_i + (1 - y_i) \log (1 - p_i) ]",
            "∇f(w) = ∑ᵢ₌₁ᴺ (σ(wᵀxᵢ) − yᵢ)xᵢ",
        ),
        (r"z = w^\top x_i", r"f(w) = \sum_{i=1}^N (w^\top x_i - y_i)^2", "∇f(w) = 2∑ᵢ₌₁ᴺ (wᵀxᵢ − yᵢ)xᵢ"),
        (
            r"\ell_i(w) = (w^\top x_i - y_i)^2",
            r"f(w) = \frac{1}{N} \sum_{i=1}^N \ell_i(w)",
            "∇f(w) = (2/N)∑ᵢ₌₁ᴺ (wᵀxᵢ − yᵢ)xᵢ",
        ),
    ];
    for (defined, formula, gradient) in cases {
        let text = format!("The model is ${defined}$ here.\n\n$$\n{formula}\n$$\n");
        let shown = read(text, Path::new("a.md")).hover(4, "f(");
        assert!(shown.contains(gradient), "{formula}: {shown}");
    }
}

#[test]
fn a_declared_matrix_stands_for_itself_whatever_it_is_factored_into_and_a_residual_does_not() {
    let declared = r"Let $B \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $c, r \in \mathbb{R}^m$.";
    let cases = [
        (r"f(x) = (B x - c)^T (B x - c)", r"B = \sum_{i=1}^k \sigma_i u_i v_i^T", "∇f(x) = 2Bᵀ(Bx − c)"),
        (r"f(x) = r^T r + x^T x", r"r = B x - c", "∇f(x) = 2(Bᵀ(Bx − c) + x)"),
    ];
    for (formula, later, gradient) in cases {
        let text = format!("{declared}\n\n$$\n{formula}\n$$\n\nWe have ${later}$.\n");
        let shown = read(text, Path::new("a.md")).hover(4, "f(");
        assert!(shown.contains(gradient), "{later}: {shown}");
    }
}

#[test]
fn what_other_formulas_take_for_a_scalar_is_none_where_it_is_transposed_or_right_of_a_matrix() {
    let cases = [
        (r"g(x) = x^3 - 2x", r"f(x) = x^T A x", "", "∇f(x) = (A + Aᵀ)x"),
        (
            r"g(b) = b^2",
            r"J(b) = (X b - y)^T (X b - y)",
            r"with $X \in \mathbb{R}^{n \times p}$",
            "∇J(b) = 2Xᵀ(Xb − y)",
        ),
    ];
    for (scalar, formula, words, gradient) in cases {
        let text = format!("First, ${scalar}$ is drawn.\n\n$$\n{formula}\n$$\n\n{words}.\n");
        let shown = read(text, Path::new("a.md")).hover(4, "(");
        assert!(shown.contains(gradient), "{formula}: {shown}");
    }
}

#[test]
fn an_inverse_function_says_nothing_of_what_it_inverts() {
    let text = "The model is\n$$\nf(a) = \\sigma(a)\n$$\nso that $w^T x = \\sigma^{-1}(p(x))$.\n";
    let shown = read(text.to_owned(), Path::new("a.md")).hover(3, "f(");
    assert!(shown.contains("∂f/∂a = σ(a) (1 − σ(a))"), "{shown}");
}

#[test]
fn a_scalars_derivative_is_said_once_and_an_update_has_none() {
    let text = "$$\nf(t) = t^3\n$$\nand then\n$$\nx = x - a\n$$\n";
    let opened = read(text.to_owned(), Path::new("a.md"));
    assert_eq!(opened.hover(2, "f(").matches("∂f/∂t = 3t²").count(), 2, "the derivative and the last step");
    assert!(!opened.hover(6, "=").contains("∂"), "{}", opened.hover(6, "="));
}

#[test]
fn a_chain_longer_than_is_compared_is_listed_as_unread() {
    let unread = |sides: usize| {
        let text = format!("Let $x \\in \\mathbb{{R}}^n$.\n\n$${}$$\n", vec!["x"; sides].join(" = "));
        read(text, Path::new("chain.md")).analysis.unread()
    };
    assert_eq!(unread(1_000), []);
    let found = unread(1_001);
    let reasons: Vec<&str> = found.iter().map(|unread| unread.reason.as_str()).collect();
    assert_eq!(reasons, ["a chain so long that only its beginning is compared"]);
}

#[test]
fn what_is_transposed_as_a_sum_is_a_sum_of_arrays_though_nothing_is_declared() {
    let text = "The density is\n$$\np(x) = c \\exp\\left(-\\frac12 (x - \\mu)^T \\Sigma^{-1} (x - \\mu)\\right)\n$$\n";
    let shown = read(text.to_owned(), Path::new("a.md")).hover(3, "p(");
    assert!(shown.contains("∇p(x)") && shown.contains("(x − μ)    n×1"), "{shown}");
}
