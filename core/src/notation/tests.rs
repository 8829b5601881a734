//! Reading formulas: what is written, and the tree in one line.

use super::*;

mod bad_input;
mod macros;
mod spans;

fn read(text: &str) -> String {
    parse(text, &Macros::new()).sexpr()
}

fn check(table: &[(&str, &str)]) {
    for (text, tree) in table {
        assert_eq!(read(text), *tree, "{text}");
    }
}

/// Prints what is read of the lines of a file; for looking, not for judging.
#[test]
fn formulas_of_a_file_are_shown() {
    let Ok(path) = std::env::var("MATGRAD_FORMULAS") else { return };
    for line in std::fs::read_to_string(path).unwrap().lines() {
        println!("{line}\n      {}", read(line));
    }
}

#[test]
fn products_and_sums_bind_as_authors_mean() {
    check(&[
        (r"\mathbf y \odot X \mathbf w", "(mul b:y ⊙(mul X b:w))"),
        (r"I_p \otimes A B + C", "(sum +(mul I_p ⊗(mul A B)) +C)"),
        (r"-A X", "(neg (mul A X))"),
        (r"-a + b \pm c", "(sum -a +b ±c)"),
        (r"2 \cdot A B / n", "(mul 2 ·(mul A B) /n)"),
        (r"A \cdot -B", "(mul A ·(neg B))"),
        (r"a / b c + 1/2 x^T x", "(sum +(mul a /(mul b c)) +(mul (mul 1 /2) x^T x))"),
        (r"1/n \sum_i x_i", "(mul (mul 1 /n) (Sum_i x_i))"),
        (r"f(x)", "(mul f (fence() x))"),
        (r"A × B ⊗ C · 𝐱 x̂ α₁", "(mul (mul A ×B) ⊗(mul C ·(mul b:x hat.x \\alpha_1)))"),
    ]);
}

#[test]
fn superscripts_that_are_transposes_inverses_and_element_wise_powers_are_told_apart() {
    check(&[
        (r"x^{\mathrm T} y^{\text{T}} z^{\mathsf{T}} Xᵀ", "(mul x^T y^T z^T X^T)"),
        (r"A^{\intercal} B^\top C^{\bf T} D^{\rm T}", "(mul A^T B^T C^T D^T)"),
        (r"A^{-1} B^{-T} C^{-\top} D^{-\mathsf{T}} A^-1 X⁻¹", "(mul A^-1 B^-T C^-T D^-T A^-1 X^-1)"),
        (r"E^+ F^\dagger G^* H^{H} x^t", "(mul E^+ F^† G^* H^H x^t)"),
        (r"a^{[l-1] T} w^{[l+1]^T}", "(mul a^(fence[] (sum +l -1))^T w^(fence[] (sum +l +1))^T)"),
        (r"x_i^{(t)\top} \theta^{(j)T}x", "(mul x_i^(fence() t)^T \\theta^(fence() j)^T x)"),
        (r"x^{\odot 2} y^{\circ -1} z^{\otimes 2}", "(mul x^⊙2 y^⊙(neg 1) z^(mul ⊗2))"),
        (r"f'(x) f^{\prime}(X) {g}^{\prime\prime} X'^{-1}", "(mul f' (fence() x) f' (fence() X) g'' X'^-1)"),
        (r"x^23", "(mul x^2 3)"),
        (r"{}_B x^{ab}", "(mul ∅_B x^(mul a b))"),
    ]);
}

#[test]
fn symbols_are_the_same_in_all_spellings_of_a_font() {
    check(&[
        (r"\mathbf{x} \mathbf x {\bf x} \bm{x} \boldsymbol{x} \pmb x", "(mul b:x b:x b:x b:x b:x b:x)"),
        (r"\mathcal{L} {\cal L} \mathbb R \Bbb{R} ℝ {\rm I\!R} \R", "(mul c:L c:L bb:R bb:R bb:R r:IR \\R)"),
        (
            r"\vec{x} \hat{x_1} \hat{\mathbf x} \bar\mu \overline{AB}",
            "(mul vec.x hat.x_1 hat.b:x bar.\\mu (bar (mul A B)))",
        ),
        (r"\mathbf{1}_n \mathrm{loss} x_{\text{train}}", "(mul b:1_n r:loss x_r:train)"),
        (r"\vb{x} \rotvel{I}{B} \foo y", "(mul \\vb{x} \\rotvel{I}{B} \\foo y)"),
        (r"标量 = Ж", "标量 Equal Ж"),
    ]);
}

#[test]
fn operators_take_brackets_or_the_factors_that_follow() {
    check(&[
        (r"\operatorname{vec}(A)^T \det(A)^n", "(mul (vec (fence() A))^T (det (fence() A))^n)"),
        (r"\tanh(Wx)^2 \log_2 x \sin^2 \theta", "(mul (tanh (fence() (mul W x)))^2 (log_2 x) (sin^2 \\theta))"),
        (r"\log \det X + \operatorname{tr} A^T B", "(sum +(log (det X)) +(tr (mul A^T B)))"),
        (
            r"{\rm tr}(A) \text{ tr }(B) tr(C) trace(D)",
            "(mul (tr (fence() A)) (tr (fence() B)) (tr (fence() C)) (tr (fence() D)))",
        ),
        (r"trA + dvec(X)", "(sum +(tr A) +(d? (vec (fence() X))))"),
        (r"\Tr{X}Y", "(mul (tr X) Y)"),
        (r"\vec(A) \mathrm{vec}\ \textsf{d} H", "(mul (vec (fence() A)) (vec (d H)))"),
        (r"\det X \, X^{-T}", "(mul (det X) X^-T)"),
        (r"\text{MultiHead}(X) W", "(mul (MultiHead? (fence() X)) W)"),
        (r"\max(0, z)", "(max (fence() 0, z))"),
        (r"\sum_{i=1}^n a_i x_i + c", "(sum +(Sum_(chain i Equal 1)^n (mul a_i x_i)) +c)"),
        (r"\min_w \|Xw\|^2 + \lambda w", "(Min_w (sum +(fence|||| (mul X w))^2 +(mul \\lambda w)))"),
        (r"\arg\min_x f", "(Argmin_x f)"),
        (r"\operatorname*{arg\,max}_{x} g", "(Argmax_x g)"),
        (r"\underset{x}{\operatorname{argmin}} h", "(Argmin_x h)"),
        (r"\int_0^1 f(x)\,dx + 1", "(sum +(Int_0^1 (mul f (fence() x) (d? x))) +1)"),
        (r"n! {n \choose k} \binom{n}{k}", "(mul (factorial n) (binom (list n, k)) (binom (list n, k)))"),
    ]);
}

#[test]
fn bars_pair_as_they_are_meant() {
    check(&[
        (r"\|x\|_2^2 + ||y|| + |X|", "(sum +(fence|||| x)_2^2 +(fence|||| y) +(fence|| X))"),
        (r"\lVert z \rVert \Vert w\Vert \norm{v}", "(mul (fence|||| z) (fence|||| w) (fence|||| v))"),
        (r"|X||Y| = |XY|", "(mul (fence|| X) (fence|| Y)) Equal (fence|| (mul X Y))"),
        (r"\frac12 \|a\| \, \|b\|", "(mul (frac 1 2) (fence|||| a) (fence|||| b))"),
        (r"\log \|x\|_2^2 + \ln |X|^{-1}", "(sum +(log (fence|||| x)_2^2) +(ln (fence|| X)^-1))"),
        (r"\log |\det(X)|", "(log (fence|| (det (fence() X))))"),
        (r"p(x|y) p(x \mid y) E[x \vert y]", "(mul p (fence() x | y) p (fence() x | y) E (fence[] x | y))"),
        (r"\{x \in \mathbb R^n : |x| < 1\}", "(fence{} (chain x In bb:R^n Colon (fence|| x) Less 1))"),
        (r"\|\cdot\| f(\cdot, y)", "(mul (fence|||| <\\cdot>) f (fence() <\\cdot>, y))"),
        (r"\langle a, b \rangle + <c, d> + \inner{x}{y}", "(sum +(fence<> a, b) +(fence<> c, d) +(fence<> x, y))"),
        (r"[0, 1) \cup (2, 3]", "(sum +(fence[) 0, 1) set(fence(] 2, 3))"),
    ]);
}

#[test]
fn derivatives_in_every_notation() {
    check(&[
        (
            r"\frac{\partial f}{\partial X} \frac{df}{dx} \frac{\mathrm{d}y}{\mathrm{d}x}",
            "(mul (deriv1 f by X) (deriv1 f by x) (deriv1 y by x))",
        ),
        (r"\frac{\partial^2 f}{\partial x \partial x^T}", "(deriv2 f by x x^T)"),
        (r"\frac{\partial^2 f}{\partial x^2}", "(deriv2 f by x**2)"),
        (
            r"\frac{\partial}{\partial X} \operatorname{tr}(AXB) + 1",
            "(sum +(deriv1 _ by X of (tr (fence() (mul A X B)))) +1)",
        ),
        (
            r"\frac{d}{dt} \left[ f(t) \right]_{t=0}",
            "(deriv1 _ by t of (fence[] (mul f (fence() t))) at (chain t Equal 0))",
        ),
        (r"\frac{d}{dt}\Big|_{t=0} f(t)", "(deriv1 _ by t of (mul f (fence() t)) at (chain t Equal 0))"),
        (r"\left.\frac{\partial f}{\partial x}\right|_{x_0}", "(deriv1 f by x at x_0)"),
        (r"\partial f/\partial x + \partial_x f + df/dx", "(sum +(deriv1 f by x) +(deriv1 f by x) +(deriv1 f by x))"),
        (r"{\partial \over \partial x} [f]", "(deriv1 _ by x of (fence[] f))"),
        (r"\frac{\partial (a^Tx)}{x_l}", "(deriv1! (fence() (mul a^T x)) by x_l)"),
        (r"\pdv{f}{x} + \dv{x} f + \pdv{f}{x}{y}", "(sum +(deriv1 f by x) +(deriv1 _ by x of f) +(deriv2 f by x y))"),
        (
            r"\nabla f(x) + \nabla_X \operatorname{tr}(AX)",
            "(sum +(nabla f (fence() x)) +(nabla_X (tr (fence() (mul A X)))))",
        ),
        (r"\nabla_x^2 f(x) + \triangledown_X f", "(sum +(nabla2_x f (fence() x)) +(nabla_X f))"),
        (
            r"\textsf{D} f(x)^T x + D f(x) + D_k x",
            "(sum +(mul (D f (fence() x))^T x) +(D? f (fence() x)) +(mul D_k x))",
        ),
        (r"\mathrm d X + \text{d}(AXB) + {\rm d}x + \dd x", "(sum +(d X) +(d (fence() (mul A X B))) +(d x) +(d x))"),
        (r"\mathbf d x + d\mathbf x + d(XY) + \delta X", "(sum +(d? x) +(d? b:x) +(d? (fence() (mul X Y))) +(d? X))"),
        (r"d_k x + \frac{d}{n} + d \times n", "(sum +(mul d_k x) +(frac d n) +(mul d ×n))"),
    ]);
}

#[test]
fn the_other_reading_of_a_possible_operator_is_a_product() {
    for (text, factors) in [
        (r"dX", "(mul d X)"),
        (r"D(x)^T", "(mul D (fence() x)^T)"),
        (r"D f(x)^T", "(mul D f (fence() x)^T)"),
        (r"dd x", "(mul d d x)"),
    ] {
        let formula = parse(text, &Macros::new());
        let node = formula.nodes().next().unwrap();
        assert_eq!(node.as_factors().unwrap().sexpr(), factors, "{text}");
    }
}

#[test]
fn blocks_cases_and_labels() {
    check(&[
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1}", "(matrix()( a b)( c d))^-1"),
        (r"\left[\begin{array}{cc} A & B \\ \hline C & D \end{array}\right]", "(matrix[]( A B)( C D))"),
        (r"[\begin{matrix} A \\ B \end{matrix}]", "(matrix[]( A)( B))"),
        (r"\begin{vmatrix} a \end{vmatrix} = a", "(matrix||( a)) Equal a"),
        (
            r"\begin{cases} 0 & x < 0 \\ x & \text{otherwise} \end{cases}",
            r#"(cases( 0 (chain x Less 0))( x "otherwise"))"#,
        ),
        (
            r"\left\{ \begin{array}{ll} 1 & x>0 \\ 0 & x \le 0 \end{array} \right.",
            "(cases( 1 (chain x Greater 0))( 0 (chain x LessEqual 0)))",
        ),
        (r"\begin{array}{l} x = a \\ y = b \end{array}", "x Equal a // y Equal b"),
        (r"\underbrace{A}_{m \times n} x", "(mul (brace-Under A (mul m ×n)) x)"),
        (r"\sum_{\substack{i<j \\ j<n}} a", "(Sum_(list (chain i Less j), (chain j Less n)) a)"),
    ]);
}

#[test]
fn chains_clauses_and_rows() {
    check(&[
        (
            r"A_1, A_2 \in \mathbb{R}^{m \times n}, \quad b \in \R^m",
            "A_1 <Comma> A_2 In bb:R^(mul m ×n) <Comma> b In \\R^m",
        ),
        (
            r"A \in M_{m,n}(\mathbb R), B \in \mathbb{S}^n_{++}",
            "A In (mul M_(list m, n) (fence() bb:R)) <Comma> B In bb:S_<++>^n",
        ),
        (
            r"f : \mathbb R^n \to \mathbb R, \; x \mapsto x^T A x",
            "f Colon bb:R^n To bb:R <Comma> x MapsTo (mul x^T A x)",
        ),
        (
            r"A x = b \text{ where } x \ge 0 \implies c \iff d",
            "(mul A x) Equal b <Text> «where» x GreaterEqual 0 <Implies> c <Iff> d",
        ),
        (
            r"\begin{align} A &= B + C \\ &\quad + D \\ &= E \tag{1} \\ x &\approx y \end{align}",
            "A Equal (sum +B +C +D) // .. Equal E // x Approx y",
        ),
        (r"a &= b & c &= d \\ e &= f & g &= h", "a Equal b <Space> c Equal d // e Equal f <Space> g Equal h"),
        (r"\begin{eqnarray} a &=& b \\ &=& c \end{eqnarray}", "a Equal b // .. Equal c"),
        (r"(a \\ &+ b) = c", "(fence() (sum +a +b)) Equal c"),
        (r"A \overset{!}{=} B \stackrel{\triangle}{=} C", "A Equal[<!>] B Defined[<\\triangle>] C"),
        (r"x := y \leftarrow z += w \not= v", "x Defined y Assign z Assign w NotEqual v"),
        (r"\textcolor{red}{X} + \color{blue}{Y} + \boxed{Z} % note", "(sum +X +Y +Z)"),
        (r"? = \square, x_1, \ldots, x_n", "?hole Equal ?hole <Comma> x_1 <Comma> … <Comma> x_n"),
    ]);
    let formula = parse(r"a &= b \tag{1} \label{eq:a} \\ c", &Macros::new());
    let row = formula.rows.first().unwrap();
    assert_eq!((row.tag.as_deref(), row.label.as_deref()), (Some("1"), Some("eq:a")));
}
