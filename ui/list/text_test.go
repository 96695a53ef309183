package list

import (
	"testing"

	"sendoff/ui/words"
)

func TestRemainingTextCountsWhatItSums(t *testing.T) {
	full, _ := RemainingText(Totals{Open: 9, failed: 7, bytes: 6})
	if full != "2 left"+words.Dot+"6 B" {
		t.Errorf("left: %q", full)
	}
	if full, _ = RemainingText(Totals{Open: 3, failed: 3}); full != "" {
		t.Errorf("nothing goes on: %q", full)
	}
}
