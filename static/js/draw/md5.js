// MD5 (RFC 1321), for draws announced with the algorithm of RFC 3797 itself.

const MD5_TURNS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
const MD5_SINES = Uint32Array.from({ length: 64 }, (_x, n) => Math.floor(Math.abs(Math.sin(n + 1)) * 2 ** 32));
const MD5_STEPS = [
  [(b, c, d) => (b & c) | (~b & d), (n) => n],
  [(b, c, d) => (d & b) | (~d & c), (n) => (5 * n + 1) % 16],
  [(b, c, d) => b ^ c ^ d, (n) => (3 * n + 5) % 16],
  [(b, c, d) => c ^ (b | ~d), (n) => (7 * n) % 16],
];

function md5(bytes) {
  const whole = new Uint8Array(((bytes.length + 8) >> 6 << 6) + 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setBigUint64(whole.length - 8, BigInt(bytes.length) * 8n, true);
  const state = Uint32Array.from([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let start = 0; start < whole.length; start += 64) {
    let [a, b, c, d] = state;
    for (let n = 0; n < 64; n += 1) {
      const [mix, place] = MD5_STEPS[n >> 4];
      const sum = (a + mix(b, c, d) + MD5_SINES[n] + view.getUint32(start + 4 * place(n), true)) | 0;
      const turn = MD5_TURNS[n >> 4][n & 3];
      [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
    }
    [a, b, c, d].forEach((word, n) => { state[n] += word; });
  }
  const made = new DataView(new ArrayBuffer(16));
  state.forEach((word, n) => made.setUint32(4 * n, word, true));
  return hexOf(new Uint8Array(made.buffer));
}

const DIGESTS = { "rfc3797-sha256": sha256, rfc3797: md5 };
