//! Operators and functions known by name, in all their spellings.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tree::BigKind;

/// How far an operator without parentheses reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// As `\log`: up to the next explicit space, bracket or operator.
    Short,
    /// As `\operatorname{tr}`: over all factors that follow.
    Long,
}

/// The canonical name of an operator written `word`, and how far it reaches.
pub fn operator(word: &str) -> Option<(&'static str, Reach)> {
    OPERATORS.get(word).copied()
}

/// Whether plain letters spelling `word` before a parenthesis are that operator rather than a product.
pub fn bare(word: &str) -> bool {
    operator(word).is_some() && word.len() >= 2 && !matches!(word, "im" | "Im" | "Re" | "col" | "row" | "E" | "Pr")
}

/// The large operator that a word in an operator's font stands for.
pub fn big_word(word: &str) -> Option<BigKind> {
    let squeezed: String = word.chars().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_lowercase()).collect();
    Some(match squeezed.as_str() {
        "argmin" => BigKind::Argmin,
        "argmax" => BigKind::Argmax,
        "min" | "minimize" | "minimise" => BigKind::Min,
        "max" | "maximize" | "maximise" => BigKind::Max,
        "lim" | "plim" | "limsup" | "liminf" => BigKind::Lim,
        "sup" => BigKind::Sup,
        "inf" => BigKind::Inf,
        _ => return None,
    })
}

static OPERATORS: LazyLock<HashMap<&'static str, (&'static str, Reach)>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for (reach, rows) in [
        (
            Reach::Long,
            "tr:tr,Tr,TR,trace,Trace vec:vec,Vec,cvec,vectorize,VEC vech:vech rvec:rvec diag:diag Diag:Diag \
             blkdiag:blkdiag,blockdiag rank:rank,rk,Rank,rg mat:mat,unvec dim:dim ker:ker span:span,Span null:null \
             col:col row:row im:im adj:adj sym:sym skew:skew prox:prox proj:proj cov:cov,Cov var:var,Var \
             mean:mean sum:sum cond:cond grad:grad div:div curl:curl Hess:Hess,hess eig:eig svd:svd",
        ),
        (
            Reach::Short,
            "det:det,Det,DET logdet:logdet log:log ln:ln lg:lg exp:exp,Exp sin:sin cos:cos tan:tan,tg cot:cot sec:sec csc:csc \
             arcsin:arcsin,asin arccos:arccos,acos arctan:arctan,atan sinh:sinh cosh:cosh tanh:tanh coth:coth \
             sigmoid:sigmoid,Sigmoid softmax:softmax,Softmax,SoftMax relu:relu,ReLU,Relu,RELU softplus:softplus,Softplus \
             gelu:gelu,GELU silu:silu,SiLU leakyrelu:LeakyReLU,leakyrelu sign:sign,sgn abs:abs erf:erf \
             logsumexp:logsumexp,LSE,lse,LogSumExp max:max min:min arg:arg deg:deg gcd:gcd hom:hom Pr:Pr \
             sqrt:sqrt norm:norm expm:expm logm:logm logit:logit",
        ),
    ] {
        for row in rows.split_ascii_whitespace() {
            let (canonical, spellings) = row.split_once(':').unwrap_or((row, row));
            for spelling in spellings.split(',') {
                table.insert(spelling, (canonical, reach));
            }
        }
    }
    table
});
