//! Walking the tree.

use super::tree::{Kind, Node, Sup};

impl Node {
    /// The nodes directly below, in the order of the text as far as the tree keeps it.
    pub fn children(&self) -> Vec<&Node> {
        let mut out: Vec<&Node> = Vec::new();
        match &self.kind {
            Kind::Number(_) | Kind::Symbol(_) | Kind::Text(_) | Kind::Mark(_) | Kind::Opaque(_) => {}
            Kind::Dots | Kind::Placeholder | Kind::Empty => {}
            Kind::Script(s) => {
                out.push(&s.base);
                out.extend(&s.sub);
                out.extend(sup(&s.sup));
            }
            Kind::Product(factors) => out.extend(factors.iter().map(|(_, n)| n)),
            Kind::Sum(terms) => out.extend(terms.iter().map(|(_, n)| n)),
            Kind::Neg(inner) => out.push(inner),
            Kind::Frac(f) => out.extend([&f.num, &f.den]),
            Kind::Sqrt(s) => out.extend(s.index.iter().chain([&s.body])),
            Kind::Fence(f) => out.extend(&f.items),
            Kind::Operator(o) => out.extend(o.sub.iter().chain(sup(&o.sup)).chain(&o.arg)),
            Kind::BigOp(b) => out.extend(b.sub.iter().chain(&b.sup).chain(&b.body)),
            Kind::Differential(d) | Kind::MaybeDifferential(d) => {
                out.extend(d.sub.iter().chain(&d.body).chain(&d.args));
            }
            Kind::Derivative(d) => {
                out.extend(&d.of);
                out.extend(d.wrt.iter().map(|w| &w.node));
                out.extend(d.applied.iter().chain(&d.at));
            }
            Kind::Nabla(n) => out.extend(n.sub.iter().chain(&n.body).chain(&n.args)),
            Kind::Jacobian(j) | Kind::MaybeJacobian(j) => out.extend(j.sub.iter().chain(&j.body).chain(&j.args)),
            Kind::Matrix(m) => out.extend(m.rows.iter().flatten()),
            Kind::Cases(rows) => out.extend(rows.iter().flatten()),
            Kind::Rows(rows) => {
                let sides = rows.iter().flat_map(|r| &r.clauses).flat_map(|c| &c.sides);
                out.extend(sides.map(|s| &s.node));
            }
            Kind::Label(l) => out.extend([&l.base].into_iter().chain(&l.label)),
            Kind::Accented(a) => out.push(&a.body),
            Kind::Chain(sides) => out.extend(sides.iter().map(|s| &s.node)),
            Kind::List(list) => out.extend(&list.items),
        }
        out
    }
}

fn sup(sup: &Option<Sup>) -> Option<&Node> {
    sup.as_ref().map(|s| &s.node)
}
