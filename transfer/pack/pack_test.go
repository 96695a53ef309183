package pack

import (
	"errors"
	"math"
	"testing"
	"time"
)

type inner struct {
	text string
	n    int
}

func (i *inner) fields(f *Fields) {
	Text(f, 1, &i.text)
	Number(f, 2, &i.n)
}

type sample struct {
	n        int64
	text     string
	set      bool
	at, then time.Time
	part     *inner
	last     uint32
}

func (s *sample) fields(f *Fields) {
	Number(f, 1, &s.n)
	Text(f, 3, &s.text)
	f.Flag(4, &s.set)
	f.Time(5, &s.at)
	f.Time(6, &s.then)
	Part(f, 7, &s.part, (*inner).fields)
	Number(f, 300, &s.last)
}

func written(s *sample) string {
	f := Writer(nil)
	s.fields(&f)
	return string(f.Record())
}

func read(record string) (s sample, err error) {
	f := Reader(record)
	s.fields(&f)
	return s, f.Err()
}

// samples have the ends of what fields can hold.
var samples = []sample{
	{},
	{n: math.MinInt64, text: "a\xff\x00b", set: true, at: time.Date(2026, 1, 2, 3, 4, 5, 999999999, time.UTC), part: &inner{}, last: math.MaxUint32},
	{n: math.MaxInt64, at: time.Unix(-1<<40, 1), then: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), part: &inner{"x", -1}},
}

func TestReadsWhatWasWritten(t *testing.T) {
	for _, want := range samples {
		got, err := read(written(&want))
		if (got.part == nil) != (want.part == nil) || got.part != nil && *got.part != *want.part {
			t.Errorf("%+v instead of %+v", got.part, want.part)
		}
		got.part, want.part = nil, nil
		if err != nil || got != want {
			t.Errorf("%+v instead of %+v, %v", got, want, err)
		}
	}
	if n := len(written(&sample{})); n != 1 {
		t.Errorf("nothing takes %d bytes", n)
	}
}

// TestFieldsOfANewerProgram: they are skipped, wherever they stand.
func TestFieldsOfANewerProgram(t *testing.T) {
	f := Writer(nil)
	n, text, at := 7, "new", time.Now()
	Number(&f, 1, &n)
	Text(&f, 2, &text)
	s := "known"
	Text(&f, 3, &s)
	f.Time(299, &at)
	Number(&f, 301, &n)
	got, err := read(string(f.Record()))
	if err != nil || got.n != 7 || got.text != "known" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestCutShort: a record that ends too soon is damaged, not shorter.
func TestCutShort(t *testing.T) {
	whole := written(&samples[1])
	for n := range len(whole) {
		got, err := read(whole[:n])
		if err == nil && got == samples[1] {
			t.Errorf("%d bytes of %d are the whole", n, len(whole))
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%v", err)
		}
	}
	for _, bad := range []string{"", "{}", "\x01\x00", "\x01\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x01\x0d\x7f"} {
		if _, err := read(bad); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range samples {
		f.Add(written(&s))
	}
	f.Fuzz(func(_ *testing.T, record string) { _, _ = read(record) }) // it neither panics nor hangs
}
