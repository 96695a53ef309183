package bits

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// digestOf is that of the digests below.
const digestOf = SHA256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")

// TestDigestOfAnAnswer is what becomes of each Repr-Digest (RFC 9530) that a server may send for a file of 3 bytes.
func TestDigestOfAnAnswer(t *testing.T) {
	ours := FormatDigest(digestOf)
	other := "sha-256=:" + base64.StdEncoding.EncodeToString(make([]byte, 32)) + ":"
	for name, c := range map[string]struct {
		lines []string
		want  SHA256
		flaw  DigestFlaw
	}{
		"the file's":                  {[]string{ours}, digestOf, ""},
		"none":                        {nil, "", DigestNone},
		"among others":                {[]string{"md5=:kAFQmDzST7DWlj99KOF/cg==:, " + ours + ",unixsum=:AQ==:"}, digestOf, ""},
		"in a line of its own":        {[]string{"sha-512=:AQ==:", "  " + ours + " "}, digestOf, ""},
		"with a parameter":            {[]string{ours + ";until=5 ; x"}, digestOf, ""},
		"twice: the last one counts":  {[]string{other + ", " + ours}, digestOf, ""},
		"twice, in lines":             {[]string{other, ours}, digestOf, ""},
		"another algorithm":           {[]string{"sha-512=:AQ==:"}, "", DigestUnknown},
		"another case is another one": {[]string{"SHA-256" + ours[7:]}, "", DigestMalformed},
		"the old form":                {[]string{"SHA-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}, "", DigestMalformed},
		"hexadecimal":                 {[]string{"sha-256=:" + string(digestOf) + ":"}, "", DigestMalformed},
		"too short":                   {[]string{"sha-256=:AQ==:"}, "", DigestMalformed},
		"empty":                       {[]string{"sha-256=::"}, "", DigestMalformed},
		"no value":                    {[]string{"sha-256"}, "", DigestMalformed},
		"not closed":                  {[]string{ours[:len(ours)-1]}, "", DigestMalformed},
		"nothing":                     {[]string{""}, "", DigestMalformed},
		"one bad part spoils all":     {[]string{ours + ", md5"}, "", DigestMalformed},
		"a comma too many":            {[]string{ours + ","}, "", DigestMalformed},
		"bytes after the padding":     {[]string{strings.Replace(ours, "=:", "=x:", 2)}, "", DigestMalformed},
		"of the empty answer":         {[]string{FormatDigest(emptySHA256)}, "", DigestOfAnswer},
	} {
		h := http.Header{}
		for _, line := range c.lines {
			h.Add(HeaderReprDigest, line)
		}
		if got, flaw := ParseDigest(h, 3); got != c.want || flaw != c.flaw {
			t.Errorf("%s: %q, %q", name, got, flaw)
		}
	}
	h := http.Header{HeaderReprDigest: {FormatDigest(emptySHA256)}}
	if got, flaw := ParseDigest(h, 0); got != emptySHA256 || flaw != "" {
		t.Errorf("of an empty file: %q, %q", got, flaw)
	}
}

// TestDigestAnnounced: a server says that it will name a SHA-256 by wanting one.
func TestDigestAnnounced(t *testing.T) {
	for value, want := range map[string]bool{
		"": false, WantDigest: true, "sha-512=3, sha-256=1": true, "sha-256=0": false, "sha-256=10;x=1": true,
		"sha-256": false, "sha-256=11": false, "sha-256=-1": false, "sha-512=10": false, "sha-2567=3": false,
	} {
		if got := wantsDigest(http.Header{HeaderWantReprDigest: {value}}); got != want {
			t.Errorf("%q: %t", value, got)
		}
	}
}
