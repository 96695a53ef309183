package bits

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
)

// A server may say what it has received by the SHA-256 of the whole file: Repr-Digest (RFC 9530), in the Ack of the
// fragment that ends it and in that of Close-Session.

// SHA256 is the SHA-256 of a whole file, in lower-case hexadecimal; "" = not known.
type SHA256 string

// digestAlgorithm is the name of SHA-256 in a HeaderReprDigest.
const digestAlgorithm = "sha-256"

// emptySHA256 is the digest of no bytes.
const emptySHA256 = SHA256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

// DigestFlaw is why a digest of an answer is not used.
type DigestFlaw string

// The flaws; "" is none.
const (
	DigestNone      DigestFlaw = "none"      // there is no such header
	DigestMalformed DigestFlaw = "malformed" // it is no dictionary of byte sequences, or the SHA-256 has not 32 bytes
	DigestUnknown   DigestFlaw = "unknown"   // it has other algorithms only
	DigestOfAnswer  DigestFlaw = "of_answer" // it is that of the answer, which has no body, and not of the file
)

// NewSHA256 returns the digest for the result of a hash, "" if that has another size.
func NewSHA256(sum []byte) SHA256 {
	if len(sum) != sha256.Size {
		return ""
	}
	return SHA256(hex.EncodeToString(sum))
}

// Valid reports whether d is the hexadecimal form of 32 bytes.
func (d SHA256) Valid() bool {
	raw, err := hex.DecodeString(string(d))
	return err == nil && len(raw) == sha256.Size && strings.ToLower(string(d)) == string(d)
}

// FormatDigest writes a HeaderReprDigest: "sha-256=:...:". d must be valid.
func FormatDigest(d SHA256) string {
	raw, err := hex.DecodeString(string(d))
	if err != nil {
		return ""
	}
	return digestAlgorithm + "=:" + base64.StdEncoding.EncodeToString(raw) + ":"
}

// ParseDigest reads a HeaderReprDigest, all its lines together. Other algorithms are ignored. Of several values of one
// algorithm the last counts, and a malformed part makes the whole header void (RFC 8941 section 3.2 and 4.2). size is
// that of the file: some web servers add to each answer a digest of its own body, which is empty.
func ParseDigest(h http.Header, size int64) (SHA256, DigestFlaw) {
	lines := h.Values(HeaderReprDigest)
	if len(lines) == 0 {
		return "", DigestNone
	}
	found := []byte(nil)
	for member := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		algorithm, value, ok := digestMember(member)
		if !ok {
			return "", DigestMalformed
		}
		if algorithm == digestAlgorithm {
			found = value
		}
	}
	d := NewSHA256(found)
	switch {
	case found == nil:
		return "", DigestUnknown
	case d == "":
		return "", DigestMalformed
	case d == emptySHA256 && size != 0:
		return "", DigestOfAnswer
	}
	return d, ""
}

// WantDigest is the HeaderWantReprDigest of a server that will say the SHA-256 of what it receives. In the Ack of
// Create-Session it tells the client which hash to compute while it sends.
const WantDigest = digestAlgorithm + "=10"

// wantsDigest reports whether a server has announced a SHA-256. An algorithm of weight 0 is not wanted (RFC 9530
// section 4).
func wantsDigest(h http.Header) bool {
	wanted := false
	for member := range strings.SplitSeq(strings.Join(h.Values(HeaderWantReprDigest), ","), ",") {
		algorithm, weight, _ := strings.Cut(strings.Trim(member, " \t"), "=")
		weight, _, _ = strings.Cut(weight, ";")
		if n, err := parseDecimal(strings.TrimRight(weight, " \t")); algorithm == digestAlgorithm {
			wanted = err == nil && n > 0 && n <= 10
		}
	}
	return wanted
}

// digestMember reads "sha-256=:...:" with parameters, if any. In the values there can be no comma or semicolon.
func digestMember(s string) (algorithm string, value []byte, ok bool) {
	algorithm, rest, ok := strings.Cut(strings.Trim(s, " \t"), "=")
	rest, _, _ = strings.Cut(rest, ";")
	rest = strings.TrimRight(rest, " \t")
	if !ok || algorithm == "" || strings.Trim(algorithm, "abcdefghijklmnopqrstuvwxyz0123456789-_.*") != "" {
		return "", nil, false
	}
	text, opened := strings.CutPrefix(rest, ":")
	text, closed := strings.CutSuffix(text, ":")
	value, err := base64.StdEncoding.Strict().DecodeString(text)
	return algorithm, value, opened && closed && err == nil
}
