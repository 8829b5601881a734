//! What is known of names at each formula of a section, as people write: later declarations shadow, "where …" explains
//! what stands before it, "for any $A$" and the items of a list bind for themselves.
//!
//! A local declaration (in a list item, a table row, a theorem) is known in the rest of the section only where nothing
//! else in the section says otherwise of the name.

use std::collections::HashMap;
use std::sync::Arc;

use matgrad_core::elaborate::declare::{self, Declaration, Fact, Form};
use matgrad_core::elaborate::{Entry, How, Known, Origin, Scope};
use matgrad_core::expr::Properties;
use matgrad_core::shape::Shape;

use super::group::{Extent, Group};
use super::prose::{Class, Said, What};
use super::remark::Remark;
use super::resting::Resting;
use super::section::place;
use super::soft::Definition;

/// One thing that a group says of a name.
#[derive(Clone, Debug)]
struct Declared {
    /// The formula that says it or that the words are about, by its number in the group; 0 for a remark.
    at: usize,
    /// An author's remark to matgrad is about the whole group and what follows.
    remark: bool,
    what: Says,
}

#[derive(Clone, Debug)]
enum Says {
    Entry(Entry),
    Property {
        key: String,
        word: &'static str,
        /// Whether it is a condition, of which what stands before it knows nothing.
        condition: bool,
    },
    /// The name is introduced anew, and nothing is said of its size.
    Fresh {
        key: String,
        bound: bool,
    },
}

impl Says {
    fn key(&self) -> &str {
        match self {
            Says::Entry(entry) => &entry.key,
            Says::Property { key, .. } | Says::Fresh { key, .. } => key,
        }
    }
}

/// What a section says to the sections below it.
#[derive(Debug, Default)]
pub struct Outgoing {
    pub scope: Scope,
    resting: Arc<Resting>,
}

/// The scopes of a section, made group by group.
#[derive(Debug)]
pub struct Walker<'a> {
    section: Scope,
    /// The theorem the last group was part of, and what is known in it.
    region: Option<(usize, Scope)>,
    declared: Vec<Vec<Declared>>,
    /// Names of which the section says one thing only.
    settled: HashMap<String, bool>,
    /// What rests on each name.
    resting: Resting,
    extents: &'a [Extent],
}

/// What is known at the formulas of a group, asked for in order.
#[derive(Debug)]
pub struct Scopes {
    scope: Scope,
    /// Names that mean something new.
    fresh: Vec<String>,
    /// What becomes known at a formula, the next one last.
    ahead: Vec<(usize, Says)>,
}

impl<'a> Walker<'a> {
    /// Begins a section at `depth`, in which what `parent` says is known.
    pub fn new(parent: &Outgoing, groups: &[Arc<Group>], extents: &'a [Extent], depth: u8) -> Walker<'a> {
        let mut running = parent.scope.clone();
        let mut declared = Vec::with_capacity(groups.len());
        let mut first = 0;
        for group in groups {
            let says = declarations(group, &mut running, depth, first);
            first += group.formulas.len() + group.remarks.len();
            declared.push(says);
        }
        let settled = agreed(declared.iter().flatten());
        let settled = settled.into_iter().map(|(key, (_, settled))| (key.to_owned(), settled)).collect();
        let resting = Resting::below(&parent.resting);
        Walker { section: parent.scope.clone(), region: None, declared, settled, resting, extents }
    }

    /// What is known at the formulas of group number `index`.
    pub fn enter(&mut self, index: usize) -> Scopes {
        let extent = self.extents.get(index);
        let region = extent.and_then(|extent| extent.region);
        if self.region.as_ref().map(|(number, _)| *number) != region {
            self.region = region.map(|number| (number, self.section.clone()));
        }
        let outer = self.region.as_ref().map_or(&self.section, |(_, scope)| scope);
        let declared = self.declared.get(index).map(Vec::as_slice).unwrap_or_default();
        let mut start = outer.clone();
        let mut fresh = Vec::new();
        let mut at = Vec::new();
        let agreed = agreed(declared);
        for declared in declared {
            let key = declared.what.key();
            match &declared.what {
                Says::Fresh { .. } => {
                    start.forget(key);
                    fresh.push(key.to_string());
                }
                Says::Property { word, condition, .. } => {
                    if *condition || !start.assume(key, word) {
                        at.push((declared.at, declared.what.clone()));
                    }
                }
                Says::Entry(entry) => {
                    let agreed = agreed.get(key).is_some_and(|(_, agreed)| *agreed);
                    let outside = outer.get(key).is_none_or(|known| alike(&known.known, &entry.known));
                    if declared.remark || (agreed && (outside || is_defined_over(outer.get(key), entry))) {
                        start.insert(entry.clone());
                    } else {
                        // Before it is said, the name may mean what it meant, or this: nothing is certain.
                        start.forget(key);
                        at.push((declared.at, declared.what.clone()));
                    }
                }
            }
        }
        at.sort_by_key(|(at, _)| *at);
        at.reverse();
        Scopes { scope: start, fresh, ahead: at }
    }

    /// Takes what group number `index` declares into the section.
    pub fn leave(&mut self, index: usize) {
        let local = self.extents.get(index).is_some_and(|extent| extent.local);
        let declared = self.declared.get(index).cloned().unwrap_or_default();
        for declared in &declared {
            if let Some((_, region)) = &mut self.region {
                take(region, &declared.what);
            }
            let settled = self.settled.get(declared.what.key()).copied().unwrap_or(false);
            let changes = match &declared.what {
                Says::Entry(entry) => {
                    self.section.get(&entry.key).is_some_and(|known| !alike(&known.known, &entry.known))
                }
                Says::Fresh { bound, .. } => !bound,
                Says::Property { .. } => false,
            };
            if local && !settled && !declared.remark {
                continue;
            }
            if changes {
                self.fall(declared.what.key());
            }
            take(&mut self.section, &declared.what);
        }
    }

    /// Takes in a definition made in group number `index`.
    pub fn define(&mut self, index: usize, definition: &Definition) {
        let local = self.extents.get(index).is_some_and(|extent| extent.local);
        let says = Says::from(definition);
        if let Says::Entry(entry) = &says {
            self.resting.add(entry);
        }
        if let Some((_, region)) = &mut self.region {
            take(region, &says);
        }
        if !local {
            take(&mut self.section, &says);
        }
    }

    /// Definitions that rest on a name fall when it comes to mean something else.
    fn fall(&mut self, key: &str) {
        for defined in self.resting.on(key) {
            let falls = match self.section.get(&defined).map(|entry| &entry.known) {
                Some(Known::Defined { body, .. }) => body.mentions(key),
                _ => false,
            };
            if falls {
                self.section.forget(&defined);
            }
        }
    }

    /// What the section says to the sections below it.
    pub fn finish(self) -> Outgoing {
        Outgoing { scope: self.section, resting: Arc::new(self.resting) }
    }
}

impl Scopes {
    /// What is known at formula number `formula` of the group; no earlier one is asked for after it.
    pub fn at(&mut self, formula: usize) -> Scope {
        while let Some((_, says)) = self.ahead.pop_if(|(at, _)| *at <= formula) {
            take(&mut self.scope, &says);
        }
        self.scope.clone()
    }

    /// The names that the group introduces anew without saying what they are.
    pub fn fresh(&self) -> &[String] {
        &self.fresh
    }

    /// Takes in a definition for the rest of the group.
    pub fn define(&mut self, definition: &Definition) {
        take(&mut self.scope, &Says::from(definition));
    }
}

impl From<&Definition> for Says {
    fn from(definition: &Definition) -> Says {
        match definition {
            Definition::Known(entry) => Says::Entry(entry.clone()),
            Definition::Unknown(key) => Says::Fresh { key: key.clone(), bound: false },
        }
    }
}

fn take(scope: &mut Scope, says: &Says) {
    match says {
        Says::Entry(entry) => scope.insert(entry.clone()),
        Says::Property { key, word, .. } => {
            scope.assume(key, word);
        }
        Says::Fresh { key, bound: false } => scope.forget(key),
        Says::Fresh { bound: true, .. } => {}
    }
}

/// What is first said of each name, and whether all that is said of it is alike.
fn agreed<'a>(declared: impl IntoIterator<Item = &'a Declared>) -> HashMap<&'a str, (&'a Known, bool)> {
    let mut out: HashMap<&str, (&Known, bool)> = HashMap::new();
    for declared in declared {
        if let Says::Entry(entry) = &declared.what {
            let (known, agreed) = out.entry(&entry.key).or_insert((&entry.known, true));
            *agreed &= alike(known, &entry.known);
        }
    }
    out
}

/// Whether a name that has a definition is given the type that the definition has.
fn is_defined_over(known: Option<&Entry>, entry: &Entry) -> bool {
    let (Some(known), Known::Function { domain, codomain }) = (known, &entry.known) else { return false };
    let Known::Defined { params, body } = &known.known else { return false };
    params.len() == domain.len()
        && params.iter().zip(domain).all(|(param, shape)| shape.as_ref() == Some(param.shape()))
        && codomain.as_ref() == Some(body.shape())
}

/// Whether two entries say the same of the shape.
pub fn alike(a: &Known, b: &Known) -> bool {
    match (a, b) {
        (Known::Quantity { shape: a, .. }, Known::Quantity { shape: b, .. }) => a == b,
        (Known::Family { shape: a, .. }, Known::Family { shape: b, .. }) => a == b,
        _ => a == b,
    }
}

/// All that a group says; what it says is also taken into `running`.
fn declarations(group: &Group, running: &mut Scope, depth: u8, first: usize) -> Vec<Declared> {
    let mut out = Vec::new();
    for (number, remarks) in group.remarks.iter().enumerate() {
        let place = place(depth, first + group.formulas.len() + number);
        for remark in remarks {
            match remark {
                Remark::Declare(formula) => {
                    for row in &formula.rows {
                        let list = declare::declarations(row, running, place);
                        declare::apply(&list, running);
                        out.extend(list.into_iter().map(|one| declared(0, true, one)));
                    }
                }
                Remark::Assume(said) => {
                    running.assume(&said.key, said.word);
                    let what = Says::Property { key: said.key.clone(), word: said.word, condition: false };
                    out.push(Declared { at: 0, remark: true, what });
                }
                Remark::Other => {}
            }
        }
    }
    let mut said = group.said.iter().peekable();
    for (number, read) in group.formulas.iter().enumerate() {
        let place = place(depth, first + number);
        while let Some(said) = said.next_if(|said| said.of.formula <= number) {
            words(said, depth, first, running, &mut out);
        }
        for row in &read.formula.rows {
            let mut list = declare::declarations(row, running, place);
            for side in row.clauses.iter().flat_map(|clause| &clause.sides) {
                list.extend(declare::inline(&side.node, place));
            }
            list.retain(|one| !is_doubtful(one));
            declare::apply(&list, running);
            out.extend(list.into_iter().map(|one| declared(number, false, one)));
        }
        for said in read.strict.iter().flatten() {
            running.assume(&said.key, said.word);
            let what = Says::Property { key: said.key.clone(), word: said.word, condition: false };
            out.push(Declared { at: number, remark: false, what });
        }
    }
    for said in said {
        words(said, depth, first, running, &mut out);
    }
    out
}

/// Declarations that say less than they seem to.
fn is_doubtful(declaration: &Declaration) -> bool {
    let Fact::Entry(entry) = &declaration.fact else { return false };
    match &entry.known {
        Known::Quantity { .. } if declaration.form == Form::Sign => {
            // `x \ge 0` may be meant entry by entry; `\sigma > 0` is a number.
            !(entry.latex.starts_with('\\') && entry.known.properties().positive)
        }
        // Expectations have the shape of what they are taken of.
        Known::Function { .. } => matches!(entry.key.as_str(), "bb:E" | "E" | "r:E" | "bb:P" | "r:Var" | "r:Cov"),
        _ => is_constant(entry),
    }
}

/// The identity and the like take the size that fits, whatever size they were given once.
fn is_constant(entry: &Entry) -> bool {
    let name = entry.key.rsplit(':').next().unwrap_or_default();
    matches!(name, "I" | "1" | "0") && matches!(entry.known, Known::Quantity { .. })
}

fn declared(at: usize, remark: bool, declaration: Declaration) -> Declared {
    let what = match declaration.fact {
        Fact::Entry(entry) => Says::Entry(entry),
        Fact::Property { key, word, .. } => Says::Property { key, word, condition: false },
    };
    // A brace or a script says it of the name wherever it stands in the group.
    let at = if matches!(declaration.form, Form::Brace | Form::Script) { 0 } else { at };
    Declared { at, remark, what }
}

/// What words say, as entries.
fn words(said: &Said, depth: u8, first: usize, running: &mut Scope, out: &mut Vec<Declared>) {
    let mention = &said.of;
    let at = mention.formula;
    let origin = Origin { how: How::Declared, place: place(depth, first + at), span: mention.span };
    let shape = running.get(&mention.key).and_then(|known| known.known.shape());
    let oblong = shape.is_some_and(|shape| !shape.is_square());
    let at = said.condition.unwrap_or(at);
    let mut push = |what: Says| {
        take(running, &what);
        out.push(Declared { at, remark: false, what });
    };
    let mut quantity = |shape: Shape| {
        let known = Known::Quantity { shape: shape.clone(), properties: Properties::default() };
        push(Says::Entry(Entry { key: mention.key.clone(), latex: mention.latex.clone(), known, origin }));
        if let Some(family) = &mention.family {
            let known = Known::Family { indices: family.indices.clone(), shape, properties: Properties::default() };
            push(Says::Entry(Entry { key: family.key.clone(), latex: family.latex.clone(), known, origin }));
        }
    };
    match &said.what {
        What::Shape { rows: Some(rows), cols: Some(cols) } => quantity(Shape::matrix(rows.clone(), cols.clone())),
        What::Kind(Class::Scalar) => quantity(Shape::scalar()),
        // What is said to be square was not declared as such.
        What::Kind(Class::SquareMatrix) if oblong => {
            push(Says::Fresh { key: mention.key.clone(), bound: false });
        }
        What::Shape { .. } | What::Kind(_) => {
            if said.fresh || said.bound {
                push(Says::Fresh { key: mention.key.clone(), bound: said.bound });
            }
        }
        What::Property(word) => {
            push(Says::Property { key: mention.key.clone(), word, condition: said.condition.is_some() });
        }
    }
}
