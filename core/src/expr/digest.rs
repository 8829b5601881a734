//! Digests: 128 bits that stand for a structure, and tables keyed by them.
//!
//! Two independent 64-bit lanes, each word mixed in by the finaliser of splitmix64 (Steele, Lea & Flood 2014). The digest of a
//! structure is the same in every run.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// The identity of an expression: equal structure, equal digest.
pub type Digest = u128;

/// Hashes digests and what holds them by a part of the digest, which is spread already; also names.
pub type DigestHasher = BuildHasherDefault<Truncate>;

/// A table keyed by digests.
pub type DigestMap<V> = HashMap<Digest, V, DigestHasher>;

/// A set of digests.
pub type DigestSet = HashSet<Digest, DigestHasher>;

/// The digest of a value.
pub fn digest_of(value: &impl Hash) -> Digest {
    let mut d = Digester(0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344);
    value.hash(&mut d);
    (u128::from(d.0) << 64) | u128::from(d.1)
}

struct Digester(u64, u64);

impl Digester {
    fn word(&mut self, x: u64) {
        self.0 = mix(self.0 ^ x, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb);
        self.1 = mix(self.1.rotate_left(29) ^ x, 0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53);
    }
}

/// A bijection that spreads every bit.
fn mix(mut z: u64, a: u64, b: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(a);
    z = (z ^ (z >> 27)).wrapping_mul(b);
    z ^ (z >> 31)
}

impl Hasher for Digester {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.word(u64::from_be_bytes(*word)));
        if !rest.is_empty() {
            self.word(rest.iter().fold(0, |w, b| w << 8 | u64::from(*b)));
        }
        self.word(bytes.len() as u64);
    }
    fn write_u8(&mut self, x: u8) {
        self.word(x.into());
    }
    fn write_u32(&mut self, x: u32) {
        self.word(x.into());
    }
    fn write_u64(&mut self, x: u64) {
        self.word(x);
    }
    fn write_usize(&mut self, x: usize) {
        self.word(x as u64);
    }
    fn write_isize(&mut self, x: isize) {
        self.word(x as u64);
    }
    fn write_u128(&mut self, x: u128) {
        self.word(x as u64);
        self.word((x >> 64) as u64);
    }
    fn write_i128(&mut self, x: i128) {
        self.write_u128(x.cast_unsigned());
    }
}

/// The hasher of what is spread already, the low half of a digest, and of names.
#[derive(Default)]
pub struct Truncate(u64);

impl Hasher for Truncate {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        let rest = rest.iter().fold(rest.len() as u64, |w, b| w << 8 | u64::from(*b));
        let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]);
        self.0 = words.fold(self.0, |h, w| mix(h ^ w, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb));
    }
    fn write_u8(&mut self, x: u8) {
        self.0 = mix(self.0 ^ u64::from(x), 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb);
    }
    fn write_u128(&mut self, x: u128) {
        self.0 = x as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_change_both_halves() {
        let digests: Vec<Digest> = (0..2000u64)
            .flat_map(|i| [digest_of(&(i, 7u8)), digest_of(&("a", i)), digest_of(&format!("x{i}"))])
            .collect();
        for half in [0, 64] {
            let set: HashSet<u64> = digests.iter().map(|d| (d >> half) as u64).collect();
            assert_eq!(set.len(), digests.len());
        }
    }
}
