//! What the commands of LaTeX, AMS and MathJax are to the reader. A command not listed here is a symbol of its own.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::name::{Accent, Font};
use super::operators::operator;
use super::relation::RelKind;
use super::tree::{BigKind, Delim, Place, ProdOp, Sep, Sign};

/// The part a command plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cmd {
    /// A letter or other symbol.
    Symbol,
    /// A font for its argument, letter by letter.
    Font(Font),
    /// A font for its argument, which is a word: `\mathrm`, `\text`.
    Word(Font),
    /// Sets the font for the rest of the group: `\bf`.
    Switch(Font),
    Accent(Accent),
    OperatorName,
    Frac,
    Binom,
    Sqrt,
    /// `\over`, `\atop`, `\choose` between the halves of a group.
    Over,
    Relation(RelKind),
    /// An arrow that takes its label as argument.
    Arrow(RelKind),
    Prod(ProdOp),
    Sign(Sign),
    Big(BigKind),
    /// A function known by its command; see [`super::operators`].
    Function,
    Open(Delim),
    Close(Delim),
    /// A delimiter that opens and closes alike.
    Bar(Delim),
    /// A bar with limits after something, `f|_{x=0}`; found by the structure pass.
    Evaluate,
    Sep(Sep),
    /// A quantifier or word of logic: separates clauses as text does.
    Quantifier,
    Space,
    /// Leaves no trace, with so many arguments.
    Skip(u8),
    /// Stands for its last argument; so many arguments stand before it.
    Transparent(u8),
    Label,
    Tag,
    Reference,
    Intertext,
    Brace(Place),
    /// `\overset`, `\stackrel`, `\underset`: label first.
    Set(Place),
    /// `\substack`
    Stack,
    Dots,
    Nabla,
    Partial,
    /// `\dd`, `\diff`: surely a differential.
    Diff,
    /// `\dv{f}{x}`, `\pdv{f}{x}`.
    DerivativeOf {
        partial: bool,
    },
    Placeholder,
    Left,
    Right,
    Middle,
    /// `\big`, `\Bigl`: the delimiter after it is taller.
    Size,
    Begin,
    End,
    Prime(u8),
    /// `\not`
    Not,
    /// A delimited argument: `\norm{x}`.
    Around(Delim),
    /// `\inner{x}{y}`
    Inner,
    /// `\mathop{…}`, `\mathbin{…}`, `\mathrel{…}`: a word or sign in other clothes.
    Class,
}

/// The part `command` (with its backslash) plays; [`Cmd::Symbol`] with `false` where it is not known at all.
pub fn lookup(command: &str) -> (Cmd, bool) {
    match TABLE.get(command.strip_prefix('\\').unwrap_or(command)) {
        Some(&cmd) => (cmd, true),
        None => (Cmd::Symbol, operator(command.trim_start_matches('\\')).is_some()),
    }
}

/// The relation of an ASCII sign.
pub fn sign_relation(text: &str) -> Option<RelKind> {
    Some(match text {
        "=" => RelKind::Equal,
        "<" => RelKind::Less,
        ">" => RelKind::Greater,
        ":" => RelKind::Colon,
        _ => return None,
    })
}

static TABLE: LazyLock<HashMap<&'static str, Cmd>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    let mut put = |names: &'static str, cmd: Cmd| {
        for name in names.split_ascii_whitespace() {
            table.insert(name, cmd);
        }
    };
    for (names, font) in [
        ("mathbf bold mathbold", Font::Bold),
        ("boldsymbol bm pmb symbf symbfit mathbfit boldmath", Font::BoldItalic),
        ("mathcal symcal", Font::Cal),
        ("mathscr", Font::Script),
        ("mathfrak frak", Font::Frak),
        ("mathbb Bbb mathds mathbbm mathbbold", Font::Bb),
    ] {
        put(names, Cmd::Font(font));
    }
    for (names, font) in [
        ("mathrm textrm textup text mbox hbox textnormal mathnormal textmd symrm", Font::Roman),
        ("mathsf textsf symsf", Font::Sans),
        ("mathtt texttt", Font::Mono),
        ("mathit textit emph textsl", Font::Italic),
        ("textbf", Font::Bold),
        ("textsc", Font::Roman),
    ] {
        put(names, Cmd::Word(font));
    }
    for (names, font) in [
        ("bf bfseries", Font::Bold),
        ("rm rmfamily", Font::Roman),
        ("sf sffamily", Font::Sans),
        ("tt ttfamily", Font::Mono),
        ("it itshape mit", Font::Italic),
        ("cal", Font::Cal),
    ] {
        put(names, Cmd::Switch(font));
    }
    for (names, accent) in [
        ("hat widehat", Accent::Hat),
        ("bar overline", Accent::Bar),
        ("tilde widetilde", Accent::Tilde),
        ("vec overrightarrow", Accent::Vec),
        ("dot", Accent::Dot),
        ("ddot", Accent::DDot),
        ("dddot", Accent::DDDot),
        ("check widecheck", Accent::Check),
        ("breve", Accent::Breve),
        ("acute", Accent::Acute),
        ("grave", Accent::Grave),
        ("mathring", Accent::Ring),
        ("underline underbar", Accent::Underline),
        ("utilde", Accent::Undertilde),
        ("cancel bcancel xcancel overleftarrow overleftrightarrow", Accent::Other),
    ] {
        put(names, Cmd::Accent(accent));
    }
    for (names, kind) in [
        ("eq", RelKind::Equal),
        ("coloneqq coloneq triangleq defeq eqdef coloneqdef vcentcolon", RelKind::Defined),
        ("eqqcolon eqcolon", RelKind::DefinedBy),
        ("equiv", RelKind::Equivalent),
        ("ne neq", RelKind::NotEqual),
        ("approx simeq cong doteq approxeq fallingdotseq risingdotseq", RelKind::Approx),
        ("sim thicksim", RelKind::Sim),
        ("propto varpropto", RelKind::Propto),
        ("in", RelKind::In),
        ("notin", RelKind::NotIn),
        ("ni owns", RelKind::Contains),
        ("colon", RelKind::Colon),
        (
            "to rightarrow longrightarrow hookrightarrow rightharpoonup leadsto rightsquigarrow twoheadrightarrow",
            RelKind::To,
        ),
        ("mapsto longmapsto", RelKind::MapsTo),
        ("leftarrow gets longleftarrow", RelKind::Assign),
        ("leftrightarrow longleftrightarrow rightleftharpoons", RelKind::Between),
        ("lt", RelKind::Less),
        ("le leq leqslant leqq", RelKind::LessEqual),
        ("gt", RelKind::Greater),
        ("ge geq geqslant geqq", RelKind::GreaterEqual),
        ("ll lll lesssim", RelKind::MuchLess),
        ("gg ggg gtrsim", RelKind::MuchGreater),
        ("prec", RelKind::Precedes),
        ("preceq preccurlyeq", RelKind::PrecedesEqual),
        ("succ", RelKind::Succeeds),
        ("succeq succcurlyeq", RelKind::SucceedsEqual),
        ("subset subseteq subsetneq sqsubseteq", RelKind::Subset),
        ("supset supseteq supsetneq", RelKind::Superset),
        ("perp bot", RelKind::Perp),
        (
            "models vdash dashv asymp bowtie uparrow downarrow nearrow searrow updownarrow Uparrow Downarrow lessgtr",
            RelKind::Other,
        ),
    ] {
        put(names, Cmd::Relation(kind));
    }
    put("xrightarrow xlongrightarrow xRightarrow xhookrightarrow", Cmd::Arrow(RelKind::To));
    put("xmapsto", Cmd::Arrow(RelKind::MapsTo));
    put("xleftarrow", Cmd::Arrow(RelKind::Assign));
    put("xleftrightarrow xLeftrightarrow", Cmd::Arrow(RelKind::Between));
    put("xlongequal xequal", Cmd::Arrow(RelKind::Equal));
    for (names, op) in [
        ("cdot cdotp centerdot", ProdOp::Cdot),
        ("bullet", ProdOp::Bullet),
        ("times", ProdOp::Times),
        ("ast", ProdOp::Ast),
        ("star", ProdOp::Star),
        ("div slash", ProdOp::Slash),
        ("backslash", ProdOp::Backslash),
        ("odot", ProdOp::Odot),
        ("circ", ProdOp::Circ),
        ("oslash", ProdOp::Oslash),
        ("otimes", ProdOp::Otimes),
        (
            "boxtimes boxdot circledast circledcirc ltimes rtimes wedge diamond bowtie divideontimes amalg wr boxplus boxminus \
          dotplus rtimes land And",
            ProdOp::Other,
        ),
    ] {
        put(names, Cmd::Prod(op));
    }
    for (names, sign) in [
        ("pm", Sign::PlusMinus),
        ("mp", Sign::MinusPlus),
        ("oplus", Sign::Oplus),
        ("ominus", Sign::Ominus),
        ("cup cap setminus smallsetminus vee lor uplus sqcup sqcap triangle bigtriangleup", Sign::Set),
    ] {
        put(names, Cmd::Sign(sign));
    }
    for (names, kind) in [
        ("sum", BigKind::Sum),
        ("prod", BigKind::Prod),
        ("int iint iiint oint idotsint intop", BigKind::Int),
        ("lim limsup liminf varlimsup varliminf plim", BigKind::Lim),
        ("min minimize minimise", BigKind::Min),
        ("max maximize maximise", BigKind::Max),
        ("argmin", BigKind::Argmin),
        ("argmax", BigKind::Argmax),
        ("inf", BigKind::Inf),
        ("sup", BigKind::Sup),
        ("bigotimes", BigKind::Otimes),
        ("bigoplus", BigKind::Oplus),
        ("bigodot", BigKind::Odot),
        ("bigcup bigsqcup", BigKind::Cup),
        ("bigcap", BigKind::Cap),
        ("coprod bigwedge bigvee biguplus", BigKind::Other),
    ] {
        put(names, Cmd::Big(kind));
    }
    for (open, close, delim) in [
        ("{ lbrace", "} rbrace", Delim::Brace),
        ("langle lang", "rangle rang", Delim::Angle),
        ("lvert", "rvert", Delim::Bar),
        ("lVert", "rVert", Delim::DoubleBar),
        ("lfloor", "rfloor", Delim::Floor),
        ("lceil", "rceil", Delim::Ceil),
        ("lbrack", "rbrack", Delim::Bracket),
        ("llbracket lBrack", "rrbracket rBrack", Delim::DoubleBracket),
        ("lparen", "rparen", Delim::Paren),
        ("lgroup lmoustache", "rgroup rmoustache", Delim::Paren),
    ] {
        put(open, Cmd::Open(delim));
        put(close, Cmd::Close(delim));
    }
    put("| Vert", Cmd::Bar(Delim::DoubleBar));
    put("vert", Cmd::Bar(Delim::Bar));
    put("mid", Cmd::Sep(Sep::Bar));
    put("parallel", Cmd::Sep(Sep::DoubleBar));
    put("quad qquad enspace", Cmd::Sep(Sep::Space));
    put("implies Rightarrow Longrightarrow therefore Rrightarrow", Cmd::Sep(Sep::Implies));
    put("impliedby Leftarrow Longleftarrow because", Cmd::Sep(Sep::ImpliedBy));
    put("iff Leftrightarrow Longleftrightarrow", Cmd::Sep(Sep::Iff));
    put("forall exists nexists neg lnot", Cmd::Quantifier);
    put("thinspace medspace thickspace negthinspace negmedspace negthickspace nobreakspace space", Cmd::Space);
    put(
        "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits displaylimits nonumber notag allowbreak \
         hfill hfil qedhere qed noindent centering small footnotesize normalsize large Large LARGE huge tiny null strut \
         mathstrut relax nobreak hline toprule midrule bottomrule protect boldmath unboldmath left. mathsurround \
         displaybreak break nolinebreak linebreak pagebreak par ensuremath mathord mathpunct mathinner xspace \
         upshape mdseries normalfont selectfont par dotfill hss global long",
        Cmd::Skip(0),
    );
    put(
        "hspace hspace* vspace vspace* mspace phantom hphantom vphantom color cite url \
         includegraphics input footnote require cline pagecolor",
        Cmd::Skip(1),
    );
    put("rule setlength", Cmd::Skip(2));
    put(
        "boxed fbox framebox smash mathclap mathrlap mathllap clap rlap llap vcenter ensuremath \
         displaylines ",
        Cmd::Transparent(0),
    );
    put(
        "textcolor colorbox class cssId style href htmlClass htmlId htmlStyle tooltip scalebox raisebox \
         rotatebox",
        Cmd::Transparent(1),
    );
    put("fcolorbox resizebox", Cmd::Transparent(2));
    put("label", Cmd::Label);
    put("tag tag*", Cmd::Tag);
    put("ref eqref cref Cref autoref cite citep citet", Cmd::Reference);
    put("intertext shortintertext", Cmd::Intertext);
    put("underbrace underbracket", Cmd::Brace(Place::Under));
    put("overbrace overbracket", Cmd::Brace(Place::Over));
    put("overset stackrel", Cmd::Set(Place::Over));
    put("underset", Cmd::Set(Place::Under));
    put("substack", Cmd::Stack);
    put(
        "ldots cdots dots dotsc dotsb dotsm dotsi dotso vdots ddots iddots adots mathellipsis hdots hdotsfor",
        Cmd::Dots,
    );
    put("nabla triangledown bigtriangledown grad gradient del", Cmd::Nabla);
    put("partial part", Cmd::Partial);
    put("dd diff dif differential d rmd", Cmd::Diff);
    put("dv odv", Cmd::DerivativeOf { partial: false });
    put("pdv pderiv", Cmd::DerivativeOf { partial: true });
    put("square Box Square blacksquare boxempty", Cmd::Placeholder);
    put("left", Cmd::Left);
    put("right", Cmd::Right);
    put("middle", Cmd::Middle);
    put("big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm", Cmd::Size);
    put("begin", Cmd::Begin);
    put("end", Cmd::End);
    put("prime", Cmd::Prime(1));
    put("dprime", Cmd::Prime(2));
    put("not", Cmd::Not);
    put("norm Norm", Cmd::Around(Delim::DoubleBar));
    put("abs Abs card", Cmd::Around(Delim::Bar));
    put("ceil", Cmd::Around(Delim::Ceil));
    put("floor", Cmd::Around(Delim::Floor));
    put("inner ip iprod innerproduct dotprod", Cmd::Inner);
    put("mathop mathbin mathrel mathopen mathclose", Cmd::Class);
    put("operatorname operatorname* operatornamewithlimits", Cmd::OperatorName);
    put("frac dfrac tfrac cfrac nicefrac sfrac flatfrac", Cmd::Frac);
    put("binom dbinom tbinom", Cmd::Binom);
    put("sqrt", Cmd::Sqrt);
    put("over atop choose brack above", Cmd::Over);
    put(
        "tr Tr trace Trace det Det log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth diag Diag \
         rank rk softmax sigmoid relu ReLU sgn sign dim ker deg gcd arg cov Cov Var var vech cvec logdet adj Pr Rank \
         hom erf softplus vectorize blkdiag Span prox proj",
        Cmd::Function,
    );
    put(
        "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi pi varpi rho \
         varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi \
         Omega ell hbar imath jmath Re Im wp aleph infty emptyset varnothing top intercal dagger ddagger angle complement \
         degree clubsuit checkmark S P dag ddag",
        Cmd::Symbol,
    );
    table
});

/// The delimiters of a matrix environment; `None` for other environments.
pub fn matrix(env: &str) -> Option<(Delim, Delim)> {
    Some(match env {
        "matrix" | "smallmatrix" | "array" | "tabular" | "subarray" | "darray" => (Delim::None, Delim::None),
        "bmatrix" | "bsmallmatrix" => (Delim::Bracket, Delim::Bracket),
        "pmatrix" | "psmallmatrix" => (Delim::Paren, Delim::Paren),
        "vmatrix" | "vsmallmatrix" => (Delim::Bar, Delim::Bar),
        "Vmatrix" => (Delim::DoubleBar, Delim::DoubleBar),
        "Bmatrix" | "Bsmallmatrix" => (Delim::Brace, Delim::Brace),
        _ => return None,
    })
}

/// How the rows of a display environment are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `&` before the relation, then between columns of equations.
    Align,
    /// `&` on both sides of the relation.
    Array,
    /// One expression over several lines.
    Multline,
}

/// The layout of a display environment; `None` for environments that are not displays.
pub fn display(env: &str) -> Option<Layout> {
    Some(match env {
        "align" | "aligned" | "alignat" | "alignedat" | "flalign" | "split" | "equation" | "displaymath" | "math"
        | "gather" | "gathered" | "xalignat" | "dmath" | "subequations" | "dgroup" | "empheq" | "equations"
        | "center" => Layout::Align,
        "eqnarray" | "IEEEeqnarray" => Layout::Array,
        "multline" | "multlined" => Layout::Multline,
        _ => return None,
    })
}

/// Whether the environment's `\begin` takes a mandatory argument (column types, a count).
pub fn takes_argument(env: &str) -> bool {
    matches!(
        env,
        "array" | "tabular" | "subarray" | "darray" | "alignat" | "alignedat" | "xalignat" | "IEEEeqnarray" | "empheq"
    )
}

/// Whether rows of the environment are cases.
pub fn cases(env: &str) -> bool {
    matches!(env, "cases" | "dcases" | "rcases" | "drcases" | "numcases")
}
