package source

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestCompare: what makes a file another one, what leaves a doubt, and what is no change.
func TestCompare(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	was := File{Path: "/a", Size: 9, ModTime: at, FileID: "1", Changed: at}
	for name, c := range map[string]struct {
		before, now func(s *File)
		want        Likeness
	}{
		"the same":                        {nil, nil, Untouched},
		"another size":                    {nil, func(s *File) { s.Size = 10 }, Different},
		"another time":                    {nil, func(s *File) { s.ModTime = at.Add(time.Second) }, Different},
		"an earlier time":                 {nil, func(s *File) { s.ModTime = at.Add(-time.Nanosecond) }, Different},
		"summer":                          {nil, func(s *File) { s.ModTime = at.Add(time.Hour) }, Doubtful},
		"winter":                          {nil, func(s *File) { s.ModTime = at.Add(-time.Hour) }, Doubtful},
		"summer, another file":            {nil, func(s *File) { s.ModTime, s.FileID = at.Add(time.Hour), "2" }, Different},
		"summer, not known which":         {func(s *File) { s.FileID = "" }, func(s *File) { s.ModTime, s.FileID = at.Add(time.Hour), "" }, Different},
		"another file":                    {nil, func(s *File) { s.FileID = "2" }, Doubtful},
		"another change time":             {nil, func(s *File) { s.Changed = at.Add(time.Second) }, Doubtful},
		"the change time is known now":    {func(s *File) { s.Changed = time.Time{} }, nil, Doubtful},
		"another path":                    {nil, func(s *File) { s.Path = "/b" }, Untouched},
		"not proven":                      {func(s *File) { s.Unproven = true }, nil, Doubtful},
		"written meanwhile":               {func(s *File) { s.Written = true }, nil, Untouched},
		"the same time in another region": {nil, func(s *File) { s.Changed = at.In(time.FixedZone("x", 3600)) }, Untouched},
	} {
		a, b := was, was
		if c.before != nil {
			c.before(&a)
		}
		if c.now != nil {
			c.now(&b)
		}
		if got := a.Compare(b); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	for _, s := range []File{was, {FileID: "1"}, {Changed: at}} {
		if !s.Identified() {
			t.Errorf("%+v is not identified", s)
		}
	}
	if (File{Path: "/a", Size: 9, ModTime: at}).Identified() {
		t.Error("identified by size and time")
	}
}

// TestChecksumInAnySteps: a checksum that is continued, however often, is the one of all bytes at once; it reads no
// byte twice and none beyond the end.
func TestChecksumInAnySteps(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 9))
		data := bytes.Repeat([]byte{byte(seed), 1, 2, 3, 5, 8}, 1+r.IntN(2*readStep/6))
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		size := int64(len(data))
		whole, err := NewChecksum().Extend(t.Context(), f, size, func() {})
		if err != nil || whole.Size != size {
			t.Fatalf("%+v, %v", whole, err)
		}
		c, beats := NewChecksum(), int64(0)
		for c.Size < size {
			to := min(c.Size+1+r.Int64N(size), size)
			steps := (to - c.Size + readStep - 1) / readStep
			beats = 0
			if c, err = c.Extend(t.Context(), f, to, func() { beats++ }); err != nil || c.Size != to || beats != steps {
				t.Fatalf("%+v after %d steps of %d, %v", c, beats, steps, err)
			}
		}
		if c != whole {
			t.Errorf("in steps %+v, at once %+v", c, whole)
		}
		if again, err := c.Extend(t.Context(), f, size-1, func() { t.Error("read") }); again != c || err != nil {
			t.Errorf("back: %+v, %v", again, err)
		}
		if _, err := c.Extend(t.Context(), f, size+1, func() {}); !errors.Is(err, ErrCut) {
			t.Errorf("beyond the end: %v", err)
		}
		_ = f.Close()
		if _, err := NewChecksum().Extend(t.Context(), f, size, func() {}); !errors.Is(err, os.ErrClosed) {
			t.Errorf("a file that cannot be read: %v", err)
		}
		gone, cancel := context.WithCancelCause(t.Context())
		cancel(ErrTouched)
		if _, err := NewChecksum().Extend(gone, f, size, func() {}); !errors.Is(err, ErrTouched) {
			t.Errorf("after its context: %v", err)
		}
	}
	for _, c := range []Checksum{{Algorithm: "md9"}, {Algorithm: crc32c, State: "zz"}, {Algorithm: crc32c, State: "00", Size: 4}, {Algorithm: crc32c, Size: 1, State: mixedState}} {
		if _, err := c.Resume(); !errors.Is(err, ErrChecksum) {
			t.Errorf("%+v is gone on with: %v", c, err)
		}
	}
	if c := (Checksum{Algorithm: crc32c, Size: 9, State: "aa"}).Again(); c != NewChecksum() {
		t.Errorf("again from %+v", c)
	}
}

// TestOpenIsTheFileThatWasLookedAt: a file that changed since, or is no file, is not opened for sending.
func TestOpenIsTheFileThatWasLookedAt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	s, err := Stat(path)
	if err != nil || s.Size != 3 || !s.Identified() {
		t.Fatalf("%+v, %v", s, err)
	}
	f, err := s.OpenUntouched()
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	write("other")
	if f, err := s.OpenUntouched(); f != nil || !errors.Is(err, ErrTouched) {
		t.Errorf("after a change: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{second(s.OpenUntouched()), second(Stat(path)), second(At(path))} {
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Flaw != FlawMissing || e.Path != path || !errors.Is(err, os.ErrNotExist) || e.Error() == "" {
			t.Errorf("of one that is gone: %v", err)
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{second(s.OpenUntouched()), second(Stat(path)), second(At(path))} {
		if e, ok := errors.AsType[*Error](err); !ok || e.Flaw != FlawNotFile || e.Path != path {
			t.Errorf("of a folder: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
