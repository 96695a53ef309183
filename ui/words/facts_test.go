package words

import (
	"testing"
)

func TestPercentageOfAnEmptyFile(t *testing.T) {
	if got := bytesOf(0, 0); got != "0 B" {
		t.Errorf("an empty file that is done: %q", got)
	}
	if got := bytesOf(50, 200); got != "50 B of 200 B (25 %)" {
		t.Errorf("a quarter: %q", got)
	}
}
