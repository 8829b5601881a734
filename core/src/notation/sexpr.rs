//! A compact print of the tree, for tests and for looking at what was read.

use std::fmt::Write;

use super::tree::*;

impl Node {
    /// The tree in one line: `(mul x (+ a b))`.
    pub fn sexpr(&self) -> String {
        let mut out = String::new();
        node(self, &mut out);
        out
    }
}

impl Formula {
    /// The whole formula: rows separated by ` // `, clauses by ` ; `, sides by their relation.
    pub fn sexpr(&self) -> String {
        let mut out = String::new();
        rows(&self.rows, &mut out);
        out
    }
}

fn rows(rows: &[Row], out: &mut String) {
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            out.push_str(" // ");
        }
        if row.continued {
            out.push_str(".. ");
        }
        for clause in &row.clauses {
            if let Some(sep) = clause.sep {
                let _ = write!(out, " <{sep:?}> ");
            }
            if let Some(words) = &clause.words {
                let _ = write!(out, "«{words}» ");
            }
            sides(&clause.sides, out);
        }
    }
}

fn sides(sides: &[Side], out: &mut String) {
    for (index, side) in sides.iter().enumerate() {
        if let Some(rel) = &side.rel {
            let lead = if index > 0 { " " } else { "" };
            let _ = write!(out, "{lead}{:?}", rel.kind);
            if let Some(note) = &rel.note {
                out.push('[');
                node(note, out);
                out.push(']');
            }
            out.push(' ');
        }
        node(&side.node, out);
    }
}

fn list<'n>(head: &str, items: impl IntoIterator<Item = &'n Node>, out: &mut String) {
    out.push('(');
    out.push_str(head);
    for item in items {
        out.push(' ');
        node(item, out);
    }
    out.push(')');
}

fn sup_mark(sup: &Sup) -> String {
    match sup.kind {
        SupKind::Transpose => "^T".into(),
        SupKind::InverseTranspose => "^-T".into(),
        SupKind::Inverse => "^-1".into(),
        SupKind::Hermitian => "^H".into(),
        SupKind::Star => "^*".into(),
        SupKind::Dagger => "^†".into(),
        SupKind::Plus => "^+".into(),
        SupKind::Hadamard => format!("^⊙{}", sup.node.sexpr()),
        SupKind::Other => format!("^{}", sup.node.sexpr()),
    }
}

fn scripts(sub: Option<&Node>, sup: Option<&Sup>, primes: u8) -> String {
    let mut out = "'".repeat(usize::from(primes));
    if let Some(sub) = sub {
        let _ = write!(out, "_{}", sub.sexpr());
    }
    if let Some(sup) = sup {
        out.push_str(&sup_mark(sup));
    }
    out
}

fn product_sign(op: ProdOp) -> &'static str {
    match op {
        ProdOp::Juxtapose => "",
        ProdOp::Cdot => "·",
        ProdOp::Bullet => "•",
        ProdOp::Times => "×",
        ProdOp::Ast => "*",
        ProdOp::Slash => "/",
        ProdOp::Backslash => "\\",
        ProdOp::Star => "⋆",
        ProdOp::Odot => "⊙",
        ProdOp::Circ => "∘",
        ProdOp::Oslash => "⊘",
        ProdOp::Otimes => "⊗",
        ProdOp::Other => "?op",
    }
}

fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Plus => "+",
        Sign::Minus => "-",
        Sign::PlusMinus => "±",
        Sign::MinusPlus => "∓",
        Sign::Oplus => "⊕",
        Sign::Ominus => "⊖",
        Sign::Set => "set",
    }
}

fn delimiters(open: Delim, close: Delim) -> String {
    let side = |delim: Delim, closing: bool| match (delim, closing) {
        (Delim::Paren, false) => "(",
        (Delim::Paren, true) => ")",
        (Delim::Bracket, false) => "[",
        (Delim::Bracket, true) => "]",
        (Delim::DoubleBracket, _) => "⟦",
        (Delim::Brace, false) => "{",
        (Delim::Brace, true) => "}",
        (Delim::Angle, false) => "<",
        (Delim::Angle, true) => ">",
        (Delim::Bar, _) => "|",
        (Delim::DoubleBar, _) => "||",
        (Delim::Floor, _) => "⌊",
        (Delim::Ceil, _) => "⌈",
        (Delim::None, _) => ".",
    };
    format!("{}{}", side(open, false), side(close, true))
}

fn applied(head: &str, order: u8, sub: Option<&Node>, parts: [Option<&Node>; 2], out: &mut String) {
    let order = if order > 1 { order.to_string() } else { String::new() };
    let sub = sub.map_or(String::new(), |sub| format!("_{}", sub.sexpr()));
    list(&format!("{head}{order}{sub}"), parts.into_iter().flatten(), out);
}

fn node(tree: &Node, out: &mut String) {
    match &tree.kind {
        Kind::Number(digits) => out.push_str(digits),
        Kind::Symbol(name) => out.push_str(&name.key()),
        Kind::Script(script) => {
            node(&script.base, out);
            out.push_str(&scripts(script.sub.as_ref(), script.sup.as_ref(), script.primes));
        }
        Kind::Product(factors) => {
            out.push_str("(mul");
            for (op, factor) in factors {
                out.push(' ');
                out.push_str(product_sign(*op));
                node(factor, out);
            }
            out.push(')');
        }
        Kind::Sum(terms) => {
            out.push_str("(sum");
            for (s, term) in terms {
                out.push(' ');
                out.push_str(sign(*s));
                node(term, out);
            }
            out.push(')');
        }
        Kind::Neg(body) => list("neg", [&**body], out),
        Kind::Frac(frac) => list("frac", [&frac.num, &frac.den], out),
        Kind::Sqrt(sqrt) => list("sqrt", sqrt.index.iter().chain([&sqrt.body]), out),
        Kind::Fence(fence) => {
            let _ = write!(out, "(fence{}", delimiters(fence.open, fence.close));
            items(&fence.items, &fence.seps, out);
            out.push(')');
        }
        Kind::List(inner) => {
            out.push_str("(list");
            items(&inner.items, &inner.seps, out);
            out.push(')');
        }
        Kind::Operator(operator) => {
            let mark = if operator.known { "" } else { "?" };
            let scripts = scripts(operator.sub.as_ref(), operator.sup.as_ref(), operator.primes);
            list(&format!("{}{mark}{scripts}", operator.name), &operator.arg, out);
        }
        Kind::BigOp(big) => {
            let sub = big.sub.as_ref().map_or(String::new(), |sub| format!("_{}", sub.sexpr()));
            let sup = big.sup.as_ref().map_or(String::new(), |sup| format!("^{}", sup.sexpr()));
            list(&format!("{:?}{sub}{sup}", big.kind), &big.body, out);
        }
        Kind::Differential(d) => applied("d", d.order, d.sub.as_ref(), [d.body.as_ref(), d.args.as_ref()], out),
        Kind::MaybeDifferential(d) => applied("d?", d.order, d.sub.as_ref(), [d.body.as_ref(), d.args.as_ref()], out),
        Kind::Nabla(n) => applied("nabla", n.order, n.sub.as_ref(), [n.body.as_ref(), n.args.as_ref()], out),
        Kind::Jacobian(j) => applied("D", j.order, j.sub.as_ref(), [j.body.as_ref(), j.args.as_ref()], out),
        Kind::MaybeJacobian(j) => applied("D?", j.order, j.sub.as_ref(), [j.body.as_ref(), j.args.as_ref()], out),
        Kind::Derivative(derivative) => derivation(derivative, out),
        Kind::Matrix(matrix) => {
            let _ = write!(out, "(matrix{}", delimiters(matrix.open, matrix.close));
            table(&matrix.rows, out);
        }
        Kind::Cases(rows) => {
            out.push_str("(cases");
            table(rows, out);
        }
        Kind::Rows(inner) => {
            out.push_str("(rows ");
            rows(inner, out);
            out.push(')');
        }
        Kind::Label(label) => {
            let head = if label.brace { "brace" } else { "set" };
            list(&format!("{head}-{:?}", label.place), [&label.base].into_iter().chain(&label.label), out);
        }
        Kind::Accented(accented) => list(accented.accent.key(), [&accented.body], out),
        Kind::Chain(inner) => {
            out.push_str("(chain ");
            sides(inner, out);
            out.push(')');
        }
        Kind::Text(text) => {
            let _ = write!(out, "{text:?}");
        }
        Kind::Dots => out.push('…'),
        Kind::Placeholder => out.push_str("?hole"),
        Kind::Empty => out.push('∅'),
        Kind::Mark(mark) => {
            let _ = write!(out, "<{mark}>");
        }
        Kind::Opaque(reason) => {
            let _ = write!(out, "(opaque {reason:?})");
        }
    }
}

fn items(items: &[Node], seps: &[Sep], out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        let sep = index.checked_sub(1).and_then(|i| seps.get(i));
        out.push_str(match sep {
            None => " ",
            Some(Sep::Comma) => ", ",
            Some(Sep::Semicolon) => "; ",
            Some(Sep::Bar | Sep::DoubleBar) => " | ",
            Some(_) => " .. ",
        });
        node(item, out);
    }
}

fn table(rows: &[Vec<Node>], out: &mut String) {
    for row in rows {
        list("", row, out);
    }
    out.push(')');
}

fn derivation(derivative: &Derivative, out: &mut String) {
    let order = derivative.order.map_or("n".to_owned(), |order| order.to_string());
    let _ = write!(out, "(deriv{order}");
    if derivative.missing {
        out.push('!');
    }
    out.push(' ');
    match &derivative.of {
        Some(of) => node(of, out),
        None => out.push('_'),
    }
    out.push_str(" by");
    for wrt in &derivative.wrt {
        out.push(' ');
        node(&wrt.node, out);
        if wrt.power > 1 {
            let _ = write!(out, "**{}", wrt.power);
        }
    }
    if let Some(applied) = &derivative.applied {
        out.push_str(" of ");
        node(applied, out);
    }
    if let Some(at) = &derivative.at {
        out.push_str(" at ");
        node(at, out);
    }
    out.push(')');
}
