//! Going through a tree: children in order, all nodes, the nodes under a cursor.

use super::tree::*;

impl Node {
    /// The node's direct parts, in the order written as far as the tree knows it. The `d` or `D` of a differential or
    /// Jacobian operator is no part.
    pub fn children(&self) -> Vec<&Node> {
        let mut out = Vec::new();
        self.children_into(&mut out);
        out
    }

    /// Adds its [`Node::children`] to `out`: a search through a tree needs no list for every node.
    pub fn children_into<'t>(&'t self, out: &mut Vec<&'t Node>) {
        match &self.kind {
            Kind::Number(_)
            | Kind::Symbol(_)
            | Kind::Text(_)
            | Kind::Dots
            | Kind::Placeholder
            | Kind::Empty
            | Kind::Mark(_)
            | Kind::Opaque(_) => {}
            Kind::Script(script) => {
                out.push(&script.base);
                out.extend(&script.sub);
                out.extend(script.sup.as_ref().map(|sup| &sup.node));
            }
            Kind::Product(factors) => out.extend(factors.iter().map(|(_, node)| node)),
            Kind::Sum(terms) => out.extend(terms.iter().map(|(_, node)| node)),
            Kind::Neg(body) => out.push(body),
            Kind::Frac(frac) => out.extend([&frac.num, &frac.den]),
            Kind::Sqrt(sqrt) => {
                out.extend(&sqrt.index);
                out.push(&sqrt.body);
            }
            Kind::Fence(fence) => out.extend(&fence.items),
            Kind::List(list) => out.extend(&list.items),
            Kind::Operator(operator) => {
                out.extend(&operator.sub);
                out.extend(operator.sup.as_ref().map(|sup| &sup.node));
                out.extend(&operator.arg);
            }
            Kind::BigOp(big) => {
                out.extend(&big.sub);
                out.extend(&big.sup);
                out.extend(&big.body);
            }
            Kind::Differential(d) | Kind::MaybeDifferential(d) => {
                out.extend(&d.sub);
                out.extend(&d.body);
                out.extend(&d.args);
            }
            Kind::Derivative(derivative) => {
                out.extend(&derivative.of);
                out.extend(derivative.wrt.iter().map(|wrt| &wrt.node));
                out.extend(&derivative.applied);
                out.extend(&derivative.at);
            }
            Kind::Nabla(nabla) => {
                out.extend(&nabla.sub);
                out.extend(&nabla.body);
                out.extend(&nabla.args);
            }
            Kind::Jacobian(jacobian) | Kind::MaybeJacobian(jacobian) => {
                out.extend(&jacobian.sub);
                out.extend(&jacobian.body);
                out.extend(&jacobian.args);
            }
            Kind::Matrix(matrix) => out.extend(matrix.rows.iter().flatten()),
            Kind::Cases(rows) => out.extend(rows.iter().flatten()),
            Kind::Rows(rows) => out.extend(rows.iter().flat_map(Row::nodes)),
            Kind::Label(label) => {
                out.push(&label.base);
                out.extend(&label.label);
            }
            Kind::Accented(accented) => out.push(&accented.body),
            Kind::Chain(sides) => out.extend(sides.iter().map(|side| &side.node)),
        }
    }

    /// Calls `visit` on the node and all nodes under it, parents first.
    pub fn walk<'t>(&'t self, visit: &mut dyn FnMut(&'t Node)) {
        let mut stack = vec![self];
        while let Some(node) = stack.pop() {
            visit(node);
            let before = stack.len();
            node.children_into(&mut stack);
            stack[before..].reverse();
        }
    }

    /// The nodes whose range a cursor at `offset` touches, outermost first.
    pub fn at_offset(&self, offset: u32) -> Vec<&Node> {
        let mut path = Vec::new();
        let mut next = self.span.touches(offset).then_some(self);
        while let Some(node) = next {
            path.push(node);
            // Where two children touch, the one that begins at the cursor is meant.
            next = node
                .children()
                .into_iter()
                .filter(|child| child.span.touches(offset) && child.span.end > child.span.start)
                .max_by_key(|child| (child.span.start, std::cmp::Reverse(child.span.end)));
        }
        path
    }
}

impl Row {
    /// The nodes of the row's sides, in order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.clauses.iter().flat_map(|clause| clause.sides.iter().map(|side| &side.node))
    }
}

impl Formula {
    /// The nodes of all sides, in order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.rows.iter().flat_map(Row::nodes)
    }

    /// Calls `visit` on every node.
    pub fn walk<'t>(&'t self, visit: &mut dyn FnMut(&'t Node)) {
        for node in self.nodes() {
            node.walk(visit);
        }
    }

    /// The nodes under a cursor at `offset`, outermost first.
    pub fn at_offset(&self, offset: u32) -> Vec<&Node> {
        let touched = self.nodes().filter(|node| node.span.touches(offset));
        touched.max_by_key(|node| node.span.start).map(|node| node.at_offset(offset)).unwrap_or_default()
    }

    /// The pieces that were not read, and why.
    pub fn unread(&self) -> impl Iterator<Item = (Span, &str)> {
        let mut found = Vec::new();
        self.walk(&mut |node| {
            if let Kind::Opaque(reason) = &node.kind {
                found.push((node.span, &**reason));
            }
        });
        found.into_iter()
    }
}
