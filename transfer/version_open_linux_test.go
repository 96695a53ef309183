package transfer

import (
	"fmt"
	"testing"

	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestOpenFileIsUsedAgain: a look that finds the file as it was left open does not open it again. Whatever happens to
// the file, the look finds the same as one that opens it.
func TestOpenFileIsUsedAgain(t *testing.T) {
	r := newRig(t, receiver.Options{})
	for name, c := range touches {
		for _, tells := range []bool{true, false} {
			t.Run(fmt.Sprint(name, ", tells: ", tells), func(t *testing.T) {
				s := r.file("x", 3<<20)
				f, now, err := s.Open()
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close() //nolint:errcheck // only read
				sum, err := source.NewChecksum().Extend(t.Context(), f, 2<<20, func() {})
				if err != nil {
					t.Fatal(err)
				}
				if err := c.touch(s); err != nil {
					t.Fatal(err)
				}
				v := version{source: s, sums: sums{base: sum}, tells: true}
				want, failed := v.read(t.Context(), 2<<20, func() {})
				defer want.close()
				v.open = look{file: f, now: now, tells: tells}
				got, err := v.read(t.Context(), 2<<20, func() {})
				if got.file != f {
					defer got.close()
				}
				if fmt.Sprint(err) != fmt.Sprint(failed) || got.now != want.now || got.sum != want.sum || got.tells != want.tells {
					t.Errorf("%+v %v, want %+v %v", got, err, want, failed)
				}
				if again := got.file == f; again != (name == "nothing" && tells) {
					t.Errorf("the open file was used again: %t", again)
				}
			})
		}
	}
}
