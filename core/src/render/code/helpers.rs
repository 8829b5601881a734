//! What NumPy lacks: short definitions of SciPy's functions, put before the generated function, so that NumPy is all it needs.

/// SciPy's name, the name of the definition here, and the definition.
const DEFINITIONS: [(&str, &str); 7] = [
    (
        "scipy.linalg.expm_frechet",
        "def _expm_frechet(a, e, compute_expm=False):
    n = len(a)
    return _expm(np.block([[a, e], [np.zeros_like(a), a]]))[:n, n:]
",
    ),
    (
        "scipy.linalg.expm",
        "def _expm(a):
    # Scaling and squaring of the power series.
    squarings = max(0, int(np.ceil(np.log2(np.linalg.norm(a, 1) + 1e-300))) + 4)
    a = a / 2.0**squarings
    term = result = np.eye(len(a))
    for k in range(1, 16):
        term = term @ a / k
        result = result + term
    for _ in range(squarings):
        result = result @ result
    return result
",
    ),
    (
        "scipy.linalg.logm",
        "def _logm(a):
    # Square roots until the series of log(I + x) is short.
    eye, roots = np.eye(len(a)), 0
    while np.linalg.norm(a - eye, 1) > 0.1:
        a, roots = _sqrtm(a), roots + 1
    y = np.linalg.solve(a + eye, a - eye)
    term, result = y, y
    for k in range(3, 30, 2):
        term = term @ y @ y
        result = result + term / k
    return 2.0 ** (roots + 1) * result
",
    ),
    (
        "scipy.linalg.sqrtm",
        "def _sqrtm(a):
    # The iteration of Denman and Beavers.
    x, y = a, np.eye(len(a))
    for _ in range(60):
        x, y = (x + np.linalg.inv(y)) / 2, (y + np.linalg.inv(x)) / 2
    return x
",
    ),
    (
        "scipy.linalg.solve_sylvester",
        "def _solve_sylvester(a, b, q):
    m, n = q.shape
    system = np.kron(np.eye(n), a) + np.kron(b.T, np.eye(m))
    return np.linalg.solve(system, q.T.reshape(-1)).reshape(n, m).T
",
    ),
    (
        "scipy.linalg.polar",
        "def _polar(a):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return u @ vt, vt.T @ (s[:, None] * vt)
",
    ),
    ("scipy.special.erf", "_erf = np.vectorize(math.erf, otypes=[float])\n"),
];

/// Renames calls of SciPy in `body` and returns the definitions they need, each before what uses it.
pub fn needed(body: &mut String) -> Vec<&'static str> {
    let mut wanted = [false; DEFINITIONS.len()];
    for (k, (name, _)) in DEFINITIONS.iter().enumerate() {
        let call = format!("{name}(");
        if body.contains(&call) {
            wanted[k] = true;
            let own = name.rsplit('.').next().unwrap_or(name);
            *body = body.replace(&call, &format!("_{own}("));
        }
    }
    // Two of the definitions use the one after them.
    for k in 0..DEFINITIONS.len() - 1 {
        let next = DEFINITIONS[k + 1].0.rsplit('.').next().unwrap_or("");
        if wanted[k] && DEFINITIONS[k].1.contains(&format!("_{next}(")) {
            wanted[k + 1] = true;
        }
    }
    DEFINITIONS.iter().zip(wanted).rev().filter(|(_, w)| *w).map(|((_, text), _)| *text).collect()
}
