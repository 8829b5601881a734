//! A small deterministic generator (splitmix64), so that the same formula is always tried at the same values.

use super::scalar::{Modular, Scalar};

/// The generator's state.
#[derive(Clone, Debug)]
pub struct Rng(u64);

/// The finaliser of splitmix64 (Steele, Lea & Flood 2014): a bijection that spreads every bit.
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// A generator whose stream depends on the seed alone.
    pub fn new(seed: u64) -> Rng {
        Rng(mix(seed))
    }

    /// A generator for the thing named `key`, member `indices`, under `seed`: independent streams for different things.
    pub fn keyed(seed: u64, key: &str, indices: &[i64]) -> Rng {
        let h = key.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        Rng(indices.iter().fold(mix(h), |h, i| mix(h ^ i.cast_unsigned().wrapping_add(0x9e37_79b9))))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// An integer in `lo..=hi`.
    pub fn between(&mut self, lo: i64, hi: i64) -> i64 {
        let span = hi.abs_diff(lo) + 1;
        lo + i64::try_from(self.bits() % span).unwrap_or(0)
    }
}

/// What the values of a sample look like. Later styles exist because many functions are defined on part of the space only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Entries of both signs.
    General,
    /// Entries of both signs, scalars above zero, square matrices with a heavy positive diagonal.
    Dominant,
    /// Every entry above zero.
    Positive,
    /// Every entry in (0, ½).
    Small,
    /// Small integers, for examples people read.
    Integers,
}

/// Numbers that can be drawn at random.
pub trait Random: Scalar {
    /// A random number.
    fn draw(rng: &mut Rng, style: Style) -> Self;
}

impl Random for f64 {
    fn draw(rng: &mut Rng, style: Style) -> f64 {
        let u = rng.unit();
        match style {
            // Away from 0, so that quotients stay tame.
            Style::General | Style::Dominant => {
                let magnitude = 0.2 + 1.3 * u;
                if rng.bits() & 1 == 0 { magnitude } else { -magnitude }
            }
            Style::Positive => 0.25 + 1.5 * u,
            Style::Small => 0.05 + 0.4 * u,
            Style::Integers => {
                let n = rng.between(-3, 3);
                if n == 0 { 2.0 } else { n as f64 }
            }
        }
    }
}

impl Random for Modular {
    fn draw(rng: &mut Rng, _: Style) -> Modular {
        Modular::new(rng.bits())
    }
}
