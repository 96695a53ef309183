package transfer

import (
	"testing"
	"time"
)

// TestCellsThatASpreadsheetWouldCalculate: whatever stands before the sign, and however wide it is.
func TestCellsThatASpreadsheetWouldCalculate(t *testing.T) {
	for _, text := range []string{"=1", "+1", "-1", "@sum(a1)", " =1", "\t@x", "\tx", "\rx", "\r\n-x", "＝1", "＋1", "－1", "＠x"} {
		if got := TableCell(text); got != "'"+text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	for _, text := range []string{"", " ", "1", "a=1", "1-2", "{guid}", "/=x", "/data/x"} {
		if got := TableCell(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestTimesOfATable(t *testing.T) {
	berlin := time.FixedZone("", 2*60*60)
	if got := TableTime(time.Date(2026, 3, 20, 14, 0, 0, 0, berlin)); got != "2026-03-20T12:00:00Z" {
		t.Error(got)
	}
	if got := TableTime(time.Time{}); got != "" {
		t.Errorf("no time is %q", got)
	}
}
