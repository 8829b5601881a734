//! What is reported of claims, and what is left alone.

use std::sync::Arc;

use crate::analysis::Reader;
use crate::api::{Analysis, Analyzer, Cancel, Finding, Layout, Place, Settings};
use crate::document::project::Disk;
use crate::document::{Document, Host};

fn findings(text: &str, settings: &Settings) -> Vec<Finding> {
    let document = Arc::new(Document::parse(text, Host::detect(None, None)));
    let place = Place { path: None, root: None, files: &Disk, settings };
    Reader.analyze(&document, place, &Cancel::default()).unwrap().findings().to_vec()
}

fn rules(text: &str) -> Vec<&'static str> {
    findings(text, &Settings::default()).iter().map(|finding| finding.rule).collect()
}

const DECLARED: &str = r"Let $A, B, M \in \mathbb{R}^{n \times n}$ and $u, v, x \in \mathbb{R}^n$.";

#[test]
fn claims_that_are_slips_are_reported() {
    let cases: [(&str, &[&str]); 10] = [
        (r"Then $\nabla_x (x^T A x) = (A + A) x$.", &["wrong-derivative"]),
        (r"Then $\nabla_x x^T A x = A x$.", &["wrong-derivative"]),
        (r"Then $\frac{\partial \mathbf p^T \mathbf q}{\partial \mathbf q} = \mathbf q$.", &["wrong-derivative"]),
        (r"Then $\nabla_x (A x - v)^T (A x - v) = A^T (A x - v)$.", &["wrong-derivative"]),
        (r"Then $\frac{\partial}{\partial M} \operatorname{tr}(A M B) = A^T B$.", &["wrong-derivative"]),
        (r"With $g(x) = u^T A x$ we get $\mathrm{d} g = u^T A^T \mathrm{d} x$.", &["wrong-derivative"]),
        (r"Then $(A B)^T = A^T B^T$.", &["wrong-identity"]),
        (r"Then $\operatorname{tr}(A B M) = \operatorname{tr}(B A M)$.", &["wrong-identity"]),
        (r"Then $u^T A v = (u^T A v)^T = v^T A u$.", &["broken-step"]),
        (r"Then $\frac{\partial M^T A M}{\partial M} = (A + A^T) M$.", &["wrong-derivative"]),
    ];
    for (claim, expected) in cases {
        assert_eq!(rules(&format!("{DECLARED} {claim}")), expected, "{claim}");
    }
}

#[test]
fn what_may_be_meant_otherwise_is_left_alone() {
    let cases = [
        // Another layout.
        r"Then $\nabla_x (u^T x) = u^T$.",
        r"Then $\frac{\partial \mathbf p^T \mathbf q}{\partial \mathbf q} = \mathbf p^T$.",
        r"Then $\nabla_x x^T A x = (A + A^T) x$ and $\nabla f^T x = u$.",
        // Equations to be solved, conditions, what defines a property.
        r"Solve $A^T A x = A^T v$.",
        r"They commute if $A B = B A$.",
        r"A normal matrix has $A A^T = A^T A$.",
        r"It is symmetric, $u^T A v = v^T A u$ for all vectors.",
        r"For symmetric $A$ we have $\nabla_x (x^T A x) = 2 A x$.",
        r"Beginners write $(A B)^T = A^T B^T$, which is wrong.",
        r"The eigenvectors fulfil $A v = \lambda v$.",
        r"An orthogonal matrix has $A^{-1} v = A^T v$.",
        r"The sum of $2 x + 3 u = 5 v$ is a condition.",
        // Entries of matrices nobody declared.
        r"In indices $P_{ip} Q_{qi} = Q_{qi} P_{ip}$.",
        // Functions of matrices rather than of their entries.
        r"The matrix exponential: $\nabla_M \operatorname{tr}(\exp(M)) = \exp(M)^T$.",
        r"Then $\nabla_M \operatorname{tr} \log M = M^{-T}$.",
        r"Let $f(M) = \operatorname{tr}(\exp(M))$. Then $\nabla f(M) = \exp(M)^T$.",
        r"Then $\exp(M)^{-1} = \exp(-M)$ and $\sqrt{M} \sqrt{M} = M$.",
        // The entries of labels sum to one.
        r"With one-hot $v$, $s = \mathrm{softmax}(x)$ and $L = -\sum_k v_k \log s_k = -v^T \log s$, $\frac{\partial L}{\partial x} = s - v$.",
        r"Let $v$ sum to one. $\frac{\partial}{\partial x} (-v^T \log \mathrm{softmax}(x)) = \mathrm{softmax}(x) - v$.",
        // Entries of a symmetric matrix vary with their mirror images.
        r"Let $M$ be symmetric. Then $\frac{\partial \log\det M}{\partial M} = 2 M^{-1} - \operatorname{diag}(M^{-1})$.",
        r"Let $M$ be symmetric. Then $\frac{\partial \operatorname{tr}(A M)}{\partial M} = A + A^T - \operatorname{diag}(A)$.",
    ];
    for claim in cases {
        assert_eq!(rules(&format!("{DECLARED} {claim}")), [""; 0], "{claim}");
    }
}

#[test]
fn notation_is_read_as_its_field_means_it() {
    let cases = [
        // Kernel matrices between points, not commutation matrices.
        r"With inducing inputs $Q = K_{fu} K_{uu}^{-1} K_{uf}$.",
        r"The conditional mean is $K_{tz} K_{zz}^{-1} \mu$ with $\mathbf{K}_{\mathbf{X}\mathbf{Z}} \mathbf{K}_{\mathbf{Z}\mathbf{Z}}^{-1}$.",
        r"The sum $\sum_{i} K_{X_i, X_l} K_{X_j, X_l}$ of products.",
        // One block stands for all.
        r"For $G \in \mathbb{R}^{m \times n}$ and $H \in \mathbb{R}^{p \times q}$ write $G \otimes H = [G_{ij} H]$, or $(g_{ij} H)$.",
        // A logarithm before bars is of all of them.
        r"For square $P$ and $Q$, $\log |P^T P| = \log |P^T| |P| = 2 \log |P|$.",
        // Lists of unlike things.
        r"A quaternion with $v \in \mathbb{R}^3$ and $s \in \mathbb{R}$ has the conjugate $\begin{pmatrix} s & -v \end{pmatrix}$.",
        r"For $W \in \mathbb{R}^{d \times d}$ the statistics are $\begin{bmatrix} W \\ \log |W| \end{bmatrix}$.",
        // Zeros of the size of the identities beside them.
        r"Let $R \in \mathbb{R}^{6 \times 6}$. Then $R = \begin{bmatrix} a \mathbf{I}_3 & \mathbf{0}_3 \\ \mathbf{0}_3 & b \mathbf{I}_3 \end{bmatrix}$.",
        // A transport plan.
        r"For $C \in \mathbb{R}^{n \times m}$ we minimise $\langle \pi, C \rangle_F$.",
        // All entries at once.
        r"A weight $\rho \in \mathbb{R}^m$ is set to $\rho = 1 / (1000\ \mathrm{scale})$.",
        // The cone of what is stacked in a vector.
        r"Let $S \in \mathbb{R}^{k \times k}$ and $s \in \mathcal{S}_+^k$ with $s = \operatorname{vec}(S)$.",
        // A label.
        r"The other of the two is $1^o = 2$.",
        // Indices above and below.
        r"In index notation $(P^i_j Q^k_l) (R^j_m T^l_n) = (P^i_j R^j_m) (Q^k_l T^l_n)$.",
        // By a determinant.
        r"By the chain rule $\frac{\partial |V|^{-1/2}}{\partial V} = \frac{\partial |V|^{-1/2}}{\partial |V|} \frac{\partial |V|}{\partial V}$.",
        // The derivative of a row has no agreed layout.
        r"$\frac{\partial (u^T M u)}{\partial u} = \frac{\partial (u^T)}{\partial u} (M u) + u^T \frac{\partial (M u)}{\partial u}$",
        // Rows on top of each other.
        r"Stacking the rows of a matrix, $\operatorname{vec}(G Y H) = (G \otimes H^T) \operatorname{vec}(Y)$.",
        // A property of a matrix.
        r"Let $H = G^T, x = \text{vec} G, y = \text{vec} H$. Then $K (G \otimes H) = (H \otimes G) K$.",
        // Two conventions side by side.
        r"1. $y = W x \quad y' = W$. 2. $y = x W \quad y' = W^T$. 3. $y = W x + b$. 4. $Y = W X$ for many.",
        // A dot between vectors.
        r"The error is $E = \hat x - x$, so $d = -\kappa E a$ and $E a + d = 0$, hence $w = d \cdot e \alpha = -\kappa \alpha e \cdot E a$.",
        // Only what the verb is about has the property.
        r"Say $Y \in \mathbb{R}^{n \times p}$, and $G \in \mathbb{R}^{p \times p}$ is symmetric. Then $\frac{\partial}{\partial Y} \operatorname{tr}(Y G Y^T) = Y (G + G^T)$.",
    ];
    for text in cases {
        assert_eq!(rules(text), [""; 0], "{text}");
    }
}

#[test]
fn what_looks_like_it_is_still_judged() {
    let cases: [(&str, &[&str]); 6] = [
        (r"For $G \in \mathbb{R}^{m \times n}$ the product $K_{mn} G$ is formed.", &["product-shape"]),
        (r"For $P, Q \in \mathbb{R}^{n \times n}$, $\log |P Q| = \log |P^{-1}| |Q|$.", &["wrong-identity"]),
        (
            r"Let $G \in \mathbb{R}^{m \times n}$ and $H \in \mathbb{R}^{p \times q}$. Stack $\begin{bmatrix} G \\ H \end{bmatrix}$.",
            &["block-shape"],
        ),
        (r"Let $u, v \in \mathbb{R}^n$. Then $u = u^T v$.", &["equation-shape"]),
        (r"$\operatorname{vec}(G Y H) = (G \otimes H^T) \operatorname{vec}(Y)$ for all matrices.", &["wrong-identity"]),
        (r"Let $M, N$ be square and $\lambda > 0$. Then $(M N)^T = M^T N^T$.", &["wrong-identity"]),
    ];
    for (text, expected) in cases {
        assert_eq!(rules(text), expected, "{text}");
    }
}

#[test]
fn a_matrix_that_nobody_declared_may_be_symmetric() {
    let quadratic = r"Let $f(x) = x^T G x - c^T x$. Then";
    let cases: [(&str, &str, &[&str]); 5] = [
        ("", r"$\nabla f(x) = 2 G x - c$", &[]),
        ("", r"$\nabla f(x) = (G + G^T) x + c$", &["wrong-derivative"]),
        ("", r"$\nabla f(x) = (G + G^T) x - c$", &[]),
        ("", r"$\nabla^2 f(x) = 2 G$", &[]),
        (r"Let $G \in \mathbb{R}^{n \times n}$.", r"$\nabla f(x) = 2 G x - c$", &["wrong-derivative"]),
    ];
    for (declared, claim, expected) in cases {
        assert_eq!(rules(&format!("{declared} {quadratic} {claim}.")), expected, "{declared} {claim}");
    }
}

#[test]
fn the_entries_of_a_derivative_say_which_matrix_it_is() {
    let cases: [(&str, &[&str]); 6] = [
        (r"$\frac{\partial X_{ij} G_{ij}}{\partial X_{kl}} = G_{kl} = G$", &[]),
        (r"$\frac{\partial X_{ij} G_{ij}}{\partial X_{kl}} = G_{kl} = G^T$", &["broken-step"]),
        (r"$\frac{\partial X_{ij} G_{ji}}{\partial X_{kl}} = G_{lk} = (G^T)_{kl} = G^T$", &[]),
        (r"$\frac{\partial X_{ij} G_{ji}}{\partial X_{kl}} = G_{lk} = (G^T)_{kl} = G$", &["broken-step"]),
        (r"$\frac{\partial \operatorname{tr}(X X)}{\partial X_{pq}} = X_{qp} + X_{qp} = 2 (X^T)_{pq} = 2 X^T$", &[]),
        (r"For symmetric $G$, $\frac{\partial X_{ij} G_{ij}}{\partial X_{kl}} = G_{kl} = G^T$.", &[]),
    ];
    for (claim, expected) in cases {
        assert_eq!(rules(claim), expected, "{claim}");
    }
}

#[test]
fn what_is_derived_is_spelled_out_where_its_letters_may_be_several_things() {
    let cases: [(&str, &[&str]); 7] = [
        (r"Let $f(x) = \|Gx - c\|^2$. Then $\nabla f(x) = 2 G^T (G x - c)$.", &[]),
        (r"Let $f(x) = \|Gx - c\|^2$. Then $\nabla f(x) = -2 G^T (G x - c)$.", &["wrong-derivative"]),
        (r"Let $f(x) = \|Gx - c\|^2$. Then $\nabla_x f = 2 G (G x - c)$ in short.", &[]),
        (r"Let $f(x) = \frac12 \|Gx - c\|^2$. Then $\frac{\partial f}{\partial x} = G^T (G x - c)$.", &[]),
        // Another function of that name, and one of something else.
        (r"Let $f(x) = \|Gx - c\|^2$. Now let $f(x) = g(x)$. Then $\nabla f(x) = -2 G^T (G x - c)$.", &[]),
        (r"Let $f(x) = \|Gx - c\|^2$. Then $\nabla_c f = -2 (G x - c)$.", &[]),
        (r"Beginners err: for $f(x) = \|Gx - c\|^2$ the claim $\nabla f(x) = -2 G^T (G x - c)$ is wrong.", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(rules(text), expected, "{text}");
    }
}

#[test]
fn a_differential_that_is_given_says_what_the_derivative_is() {
    let given = r"For $W, G \in \mathbb{R}^{m \times n}$ the loss has $d\ell = \operatorname{tr}(G^T dW)$";
    let cases: [(&str, &[&str]); 10] = [
        (r"so $\frac{\partial \ell}{\partial W} = G$", &[]),
        (r"so $\frac{\partial \ell}{\partial W} = 2 G$", &["wrong-derivative"]),
        (r"so $\nabla_W \ell = -G$", &["wrong-derivative"]),
        (r"so $\mathsf{D} \ell = (\operatorname{vec} G)^T$", &[]),
        (r"so $\mathsf{D} \ell = (\operatorname{vec} G^T)^T$", &["wrong-derivative"]),
        (r"and $-\mathsf{D} \ell = (\operatorname{vec} G)^T$", &["wrong-identity"]),
        // The other layout.
        (r"so $\frac{\partial \ell}{\partial W} = G^T$", &[]),
        // By something else, on which it depends in ways that are not written.
        (r"and for the scale $s$ $\frac{\partial \ell}{\partial s} = 2 s$", &[]),
        // Another function of that name.
        (r"Next let $\ell = g(W)$. Then $\frac{\partial \ell}{\partial W} = 2 G$", &[]),
        // It is said more than once.
        (r"that is $d\ell = \operatorname{tr}(dW^T G)$", &[]),
    ];
    for (claim, expected) in cases {
        assert_eq!(rules(&format!("{given}, {claim}.")), expected, "{claim}");
    }
}

#[test]
fn what_does_not_fit_beside_a_kronecker_product_is_mended() {
    let text = format!(r"{DECLARED} Then $\operatorname{{vec}}(A M B) = \operatorname{{vec}}(M) (B^T \otimes A)$.");
    let found = findings(&text, &Settings::default());
    let fixes = found.iter().flat_map(|finding| finding.fix.iter().chain(&finding.alternatives));
    let titles: Vec<&str> = fixes.map(|fix| fix.title.as_str()).collect();
    assert!(titles.contains(&r"Write `(B^T \otimes A) \operatorname{vec}(M)`"), "{found:?}");
}

#[test]
fn bold_and_transposed_letters_are_no_numbers() {
    let cases: [(&str, &str); 4] = [
        (
            r"$\frac{\partial \mathbf p^T \mathbf M \mathbf q}{\partial \mathbf M} = \mathbf p^T \mathbf q$",
            r"\mathbf p \mathbf q^T",
        ),
        // The slip may be on the left.
        (
            r"$\frac{\partial \mathbf p \mathbf M^{-1} \mathbf q}{\partial \mathbf M} = -\mathbf M^{-T} \mathbf p \mathbf q^T \mathbf M^{-T}$",
            r"\frac{\partial \mathbf p^T \mathbf M^{-1} \mathbf q}{\partial \mathbf M}",
        ),
        (
            r"$\nabla_\theta \frac12 (X\theta - \vec y)^T (X\theta - \vec y) = X X^T \theta - X^T \vec y$",
            r"X^T X \theta - X^T \vec y",
        ),
        (
            r"$\frac{\partial \mathbf p^T \mathbf M \mathbf q}{\partial \mathbf q} = \mathbf M \mathbf p$",
            r"\mathbf M^T \mathbf p",
        ),
    ];
    for (claim, truth) in cases {
        let found = findings(claim, &Settings::default());
        let [finding] = found.as_slice() else { panic!("{claim}: {found:?}") };
        let fixes = finding.fix.iter().chain(&finding.alternatives);
        let offered: Vec<&str> = fixes.map(|fix| fix.title.as_str()).collect();
        assert!(offered.contains(&format!("Write `{truth}`").as_str()), "{claim}: {offered:?}");
    }
    let told_by_entries = r"$\frac{\partial \operatorname{tr}(X G)}{\partial X} = \frac{\partial X_{ij} G_{ji}}{\partial X_{kl}} = G_{lk} = (G^T)_{kl} = G^T$";
    assert_eq!(rules(told_by_entries), [""; 0]);
}

#[test]
fn a_vector_that_nobody_declared_may_be_a_row() {
    let row = r"Then $\Sigma w^T = \lambda w^T$, and $w$ is a unit vector: $\|w\|^2 = w w^T = 1$.";
    assert_eq!(rules(row), [""; 0]);
    let column = r"Let $w \in \mathbb{R}^n$ be a unit vector: $\|w\|^2 = w w^T = 1$.";
    assert!(!rules(column).is_empty());
}

#[test]
fn a_fix_changes_what_is_wrong_and_nothing_else() {
    let cases = [
        (r"$\operatorname{vec}(A M B) = (B \otimes A) \operatorname{vec}(M)$", "B", "B^T"),
        (r"$\nabla_x (x^T A v) = A^T v$", "A^T", "A"),
        (r"$\frac{\partial}{\partial x} (x^T A x) = (A - A^T) x$", "-", "+"),
    ];
    for (claim, old, new) in cases {
        let text = format!("{DECLARED} The Kronecker product gives {claim}.");
        let found = findings(&text, &Settings::default());
        let fix = found.first().and_then(|finding| finding.fix.clone()).unwrap_or_else(|| panic!("{claim}: {found:?}"));
        let [(range, written)] = fix.edits.as_slice() else { panic!("{fix:?}") };
        assert_eq!((text[range.clone()].trim(), written.trim(), fix.safe), (old, new, false), "{claim}");
    }
}

#[test]
fn a_condition_is_none_of_the_sentences_before_it() {
    let text = r"Let $q(x) = \frac12 x^T A x - v^T x$. Then $\nabla q(x) = (A + A^T) x - v$.";
    let condition = r"If $A$ is symmetric then $\nabla q(x) = A x - v$.";
    let found = findings(&format!("{DECLARED}\n\n{text} {condition}"), &Settings::default());
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    let titles = finding.fix.iter().chain(&finding.alternatives).map(|fix| fix.title.clone());
    assert!(titles.clone().count() > 0 && titles.clone().all(|title| title.contains("A^T")), "{finding:?}");
}

#[test]
fn a_fix_does_not_move_a_factor_into_an_argument() {
    let text = format!(r"{DECLARED} Let $c \in \mathbb{{R}}$. Then $\det(c A) = c \det A$.");
    for finding in findings(&text, &Settings::default()) {
        assert!(!finding.message.contains(r"\det A c"), "{finding:?}");
        assert!(finding.fix.is_none_or(|fix| fix.title != r"Write `\det A c`"));
    }
}

#[test]
fn settings_may_ask_for_a_layout() {
    let text = format!(r"{DECLARED} Then $\frac{{\partial}}{{\partial x}} (u^T A x) = A^T u$.");
    let asked = |layout| {
        let settings = Settings { layout, ..Settings::default() };
        findings(&text, &settings).iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(asked(None), [""; 0]);
    assert_eq!(asked(Some(Layout::Mixed)), [""; 0]);
    assert_eq!(asked(Some(Layout::Numerator)), ["wrong-jacobian-side"]);
}

#[test]
fn a_term_without_its_differential_is_reported_with_what_is_missing() {
    let cases = [
        (r"$\mathrm{d} (x^T A x) = \mathrm{d}x^T A x + x^T A$", Some(r"\mathrm{d}x^T A x + x^T A \mathrm{d}x")),
        (r"$d(x^T A x) = x^T A^T + x^T A dx$", Some(r"x^T A^T d x + x^T A dx")),
        (r"$\mathrm d \operatorname{tr}(A M) = \operatorname{tr}(A M)$", Some(r"\operatorname{tr}(A \mathrm d M)")),
        (r"$\mathrm{d}(M A M) = (\mathrm{d}M) A M + M A M$", Some(r"(\mathrm{d}M) A M + M A \mathrm{d}M")),
        (r"$\mathrm{d}(u^T x) = u^T$", Some(r"u^T \mathrm{d}x")),
        // Gradients in the manner of programs, and names for differentials.
        (r"$\mathrm{d}W = u v^T + \lambda W$", None),
        (r"$\mathrm{d}(A M) = A E$ with $E = \mathrm{d} M$", None),
        (r"$\mathrm{d}M = A M \mathrm{d}t + B$", None),
        (r"$\mathrm{d}(x^T x) = 0$", None),
        // Derivatives applied to a direction, and sets of subgradients.
        (r"$\mathrm{d} v_j (h) = h$", None),
        (r"$\partial (u^T x) = \{u^T\}$", None),
    ];
    for (claim, mended) in cases {
        let text = format!("{DECLARED} Then {claim}.");
        let found = findings(&text, &Settings::default());
        let fixes: Vec<String> = found
            .iter()
            .filter_map(|finding| {
                assert_eq!(finding.rule, "missing-differential", "{claim}");
                Some(finding.fix.as_ref()?.title.clone())
            })
            .collect();
        assert_eq!(fixes, Vec::from_iter(mended.map(|mended| format!("Write `{mended}`"))), "{claim}");
    }
}

#[test]
fn a_documents_own_words_say_how_it_lays_derivatives_out() {
    let first = r"First $\frac{\partial}{\partial x} (u^T x) = u^T$.";
    let second = r"Then $\frac{\partial}{\partial x} (v^T x) = v$.";
    let third = r"At last $\frac{\partial}{\partial x} (v^T A x) = A^T v$.";
    let cases: [(&str, &[&str], &[&str]); 5] = [
        ("", &[first, second], &[]),
        ("We use the numerator layout.", &[first, second], &["wrong-jacobian-side"]),
        ("We use the denominator layout.", &[first, second], &["wrong-jacobian-side"]),
        ("We use the numerator layout.", &[first, second, third], &["mixed-layout"]),
        // Words that no formula bears out may be about something else.
        ("We use the numerator layout.", &[second, third], &[]),
    ];
    for (words, claims, expected) in cases {
        assert_eq!(rules(&format!("{DECLARED} {words} {}", claims.join(" "))), expected, "{words} {claims:?}");
    }
}

#[test]
fn gradients_by_matrices_say_nothing_of_jacobians() {
    let trace = r"First $\frac{\partial}{\partial M} \operatorname{tr}(A M) = A^T$.";
    let other = r"Then $\frac{\partial}{\partial M} \operatorname{tr}(M^T B) = B$.";
    let third = r"And $\frac{\partial}{\partial M} u^T M v = u v^T$.";
    let turned = r"But $\frac{\partial}{\partial M} \operatorname{tr}(A M B) = B A$.";
    let jacobian = r"At last $\frac{\partial A x}{\partial x} = A$.";
    let cases: [(&[&str], &[&str]); 4] = [
        (&[trace, other, third, jacobian], &[]),
        (&[trace, other, third, turned], &["wrong-jacobian-side"]),
        (&[trace, other, turned], &["mixed-layout"]),
        (&["Let $A$ and $B$ be symmetric.", trace, other, third, turned], &[]),
    ];
    for (claims, expected) in cases {
        assert_eq!(rules(&format!("{DECLARED} {}", claims.join(" "))), expected, "{claims:?}");
    }
}

#[test]
fn a_derivative_of_what_is_written_out_needs_no_near_variant() {
    let cases = [
        (r"$\nabla_x (u^T x) = x$", true),
        (r"With $f(x) = x^T A x + u^T x$ we have $\nabla f(x) = (A + A^T) x + u^T x$", true),
        (r"With $f(x) = A x + u$ we have $\frac{\partial f}{\partial x} = A x$", true),
        (r"$\frac{\partial}{\partial A} \det(A) = A^{-T}$", true),
        // What is derived may depend on the variable in ways that are not written.
        (r"$\frac{\partial}{\partial x} \|u - v\|^2 = 2 (u - v)$", false),
        (r"With $f(x) = u^T x$ and $w \in \mathbb{R}^n$ we have $\frac{\partial f}{\partial x} = w$", false),
        (r"$\nabla_x (u^T x) = g(x)$", false),
        (r"With $f(M) = \operatorname{tr}(A M)$ we have $D f(M) = A$", false),
    ];
    for (claim, wrong) in cases {
        let found = rules(&format!("{DECLARED} Then {claim}."));
        assert_eq!(found, vec!["wrong-derivative"; usize::from(wrong)], "{claim}");
    }
}

const LINEAR: &str = r"Consider a function $h(\mathbf z):\mathbb R^k\to\mathbb R$:

$$
h(\mathbf z) = BODY
$$

Its differential is

$$
\mathrm{d} h = \mathrm{d}(\mathbf c^T \mathbf z) = \mathbf c^T \mathrm{d} \mathbf z
$$

and so

$$
\mathsf{D} h = \mathbf c^T
$$
";

#[test]
fn a_definition_that_its_derivatives_contradict_is_reported_and_they_are_not() {
    for body in [r"\mathbf c \mathbf z", r"\mathbf c^T \mathbf z^T", r"\mathbf z \mathbf c^T"] {
        let found = findings(&LINEAR.replace("BODY", body), &Settings::default());
        let [finding] = found.as_slice() else { panic!("{body}: {found:?}") };
        assert_eq!(finding.rule, "wrong-identity", "{body}");
        let mut titles = finding.fix.iter().chain(&finding.alternatives).map(|fix| &*fix.title);
        assert!(titles.any(|title| title == r"Write `\mathbf c^T \mathbf z`"), "{body}: {found:?}");
    }
    assert_eq!(rules(&LINEAR.replace("BODY", r"\mathbf c^T \mathbf z")), [""; 0]);
    assert_eq!(rules(&LINEAR.replace("BODY", r"\mathbf z^T \mathbf c")), [""; 0]);
}

#[test]
fn a_definition_in_rows_goes_with_derivatives_in_rows() {
    let rows = LINEAR
        .replace("BODY", r"\mathbf z \mathbf c^T")
        .replace(r"\mathbf c^T \mathrm{d} \mathbf z", r"(\mathrm{d} \mathbf z) \mathbf c^T");
    let rows = rows.replace(r"\mathrm{d}(\mathbf c^T \mathbf z)", r"\mathrm{d}(\mathbf z \mathbf c^T)");
    assert_eq!(rules(&rows.replace(r"\mathsf{D} h = \mathbf c^T", r"\mathsf{D} h = \mathbf c")), [""; 0]);
}

#[test]
fn products_with_a_kronecker_product_on_the_wrong_side_or_of_the_wrong_factors_are_reported() {
    let text = r"With the Kronecker product, $G \in \mathbb R^{r\times s}$, $H \in \mathbb R^{t \times u}$ and a function $Q(Y): \mathbb{R}^{s\times t} \to \mathbb{R}^{r \times u}$, consider $Q(Y) = G Y H$. Then ";
    let jacobian = |claim: &str| rules(&format!("{text} $\\mathsf{{D}} Q(Y) = {claim}$."));
    assert_eq!(jacobian(r"H \otimes G"), ["wrong-derivative"]);
    assert_eq!(jacobian(r"H^T \otimes G"), [""; 0]);
    let identity = |claim: &str| {
        rules(&format!("With the Kronecker product, for matrices $\\operatorname{{vec}}(P Y R) = {claim}$."))
    };
    assert_eq!(identity(r"\operatorname{vec}(Y) (R^T \otimes P)"), ["wrong-identity"]);
    assert_eq!(identity(r"(R^T \otimes P) \operatorname{vec}(Y)"), [""; 0]);
    // With rows one after the other it is another identity.
    assert_eq!(identity(r"\operatorname{vec}(Y) (P^T \otimes R)"), [""; 0]);
}

#[test]
fn a_column_for_the_row_that_the_others_are_is_reported_of_functions_nobody_defined() {
    let text = r"With $G, Y \in \mathbb R^{r \times s}$ and $z, c \in \mathbb R^r$, let $h(z) = c^T z$. Then $\mathsf{D} h(z) = c^T$. Let $q(z) = z^T z$. Then $\mathsf{D} q(z) = 2 z^T$. A loss $\psi: \mathbb{R}^{r \times s} \to \mathbb{R}$ has";
    let found = findings(&format!(r"{text} $\mathsf{{D}} \psi(Y) = \operatorname{{vec}} G$."), &Settings::default());
    let said: Vec<_> = found.iter().map(|one| (one.rule, one.fix.as_ref().map(|fix| &*fix.title))).collect();
    assert_eq!(said, [("wrong-jacobian-side", Some(r"Write `(\operatorname{vec} G)^T`"))]);
    assert_eq!(rules(&format!(r"{text} $\mathsf{{D}} \psi(Y) = (\operatorname{{vec}} G)^T$.")), [""; 0]);
    // One alone is no evidence against another.
    let alone = text.replace(r" Let $q(z) = z^T z$. Then $\mathsf{D} q(z) = 2 z^T$.", "");
    assert_eq!(rules(&format!(r"{alone} $\mathsf{{D}} \psi(Y) = \operatorname{{vec}} G$.")), [""; 0]);
}
