package words

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// TestWhatWasCompared: "verified" is said of content that was compared and is the same, in both languages, and of
// nothing else.
func TestWhatWasCompared(t *testing.T) {
	digest := bits.SHA256(strings.Repeat("ab", 32))
	for language, verified := range map[string][2]string{English: {"verified", "Verified"}, Russian: {"проверено", "Проверено"}} {
		speak(t, language)
		for name, c := range map[string]struct {
			proof *receipt.Proof
			is    bool
		}{
			"nothing is known":            {nil, false},
			"only what was sent":          {&receipt.Proof{Sent: digest}, false},
			"only what the server said":   {&receipt.Proof{Said: digest}, false},
			"the digest of the Ack":       {&receipt.Proof{Sent: digest, Said: digest, By: receipt.ByAck, Same: true}, true},
			"another digest":              {&receipt.Proof{Sent: digest, Said: digest, By: receipt.ByAck}, false},
			"a later digest":              {&receipt.Proof{By: receipt.ByDigest, Same: true}, true},
			"another later digest":        {&receipt.Proof{By: receipt.ByDigest}, false},
			"the content":                 {&receipt.Proof{By: receipt.ByContent, Same: true}, true},
			"other content":               {&receipt.Proof{By: receipt.ByContent}, false},
			"an MD5":                      {&receipt.Proof{By: receipt.ByMD5, Same: true}, true},
			"another MD5":                 {&receipt.Proof{By: receipt.ByMD5}, false},
			"the size":                    {&receipt.Proof{By: receipt.BySize, Same: true}, false},
			"another size":                {&receipt.Proof{By: receipt.BySize}, false},
			"a comparison of later times": {&receipt.Proof{By: "telepathy", Same: false}, false},
		} {
			j := transfer.Job{Outcome: transfer.Delivered, Source: source.File{Path: "/a.bin", Size: 1000}, Proof: c.proof}
			if text := StateText(&j, time.Now()); strings.Contains(text, verified[0]) != c.is {
				t.Errorf("%s, %s: the row says %q", language, name, text)
			}
			if text := ShortText(&j, time.Now()); strings.Contains(text, verified[0]) != c.is || len([]rune(text)) > ShortMost {
				t.Errorf("%s, %s: in short it says %q", language, name, text)
			}
			if text := OutcomeText(&j, time.Now()); strings.Contains(text, map[string]string{English: "Done", Russian: "Готово"}[language]) == (c.proof != nil && c.proof.Differs()) {
				t.Errorf("%s, %s: the outcome says %q", language, name, text)
			}
			if text := ProofText(&j); strings.Contains(text, verified[1]) != c.is {
				t.Errorf("%s, %s: the details say %q", language, name, text)
			}
		}
		j := transfer.Job{Source: source.File{Path: "/a.bin", Size: 1000}}
		refused := FoundText(readback.Found{Refused: http.StatusForbidden}, &j)
		if !strings.Contains(refused, "403 Forbidden") || strings.Contains(refused, verified[1]) {
			t.Errorf("%s: %s", language, refused)
		}
	}
}
