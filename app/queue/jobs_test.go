package queue

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// TestJobsAreNamed: by as much of an ID as tells it apart, or by a session. What names none or several is refused,
// and what is named twice is meant once.
func TestJobsAreNamed(t *testing.T) {
	job := func(id, session string) *transfer.Job {
		return &transfer.Job{ID: uuid.MustParse(id), Session: bits.Session{ID: session}}
	}
	a := job("0197aaaa-1111-7000-8000-000000000001", "{8041DFC3-9FA5-43CC-86BE-52B3F953728C}")
	b := job("0197aaaa-1112-7000-8000-000000000002", "shared")
	c := job("0297aaaa-1111-7000-8000-000000000003", "shared")
	only := Jobs{a.ID: a}
	all := Jobs{a.ID: a, b.ID: b, c.ID: c}
	for _, tt := range []struct {
		of    Jobs
		names []string
		want  []*transfer.Job // nil: refused
	}{
		{all, []string{"02"}, []*transfer.Job{c}},
		{all, []string{" 0297AAAA "}, []*transfer.Job{c}},
		{all, []string{"02", "0197aaaa-1112", "0297"}, []*transfer.Job{c, b}},
		{all, []string{"8041dfc3-9fa5-43cc-86be-52b3f953728c", "0197aaaa-1111"}, []*transfer.Job{a}},
		{all, []string{"02", "01"}, nil},
		{all, []string{"shared"}, nil},
		{all, []string{"03"}, nil},
		{only, []string{""}, nil},
		{only, []string{"{}"}, nil},
	} {
		got, err := tt.of.Find(tt.names)
		var name NameError
		if !slices.Equal(got, tt.want) || errors.As(err, &name) != (tt.want == nil) {
			t.Errorf("%q: %v, %v", tt.names, got, err)
		}
	}
	if n := all.Shortest(); n != len("0197aaaa-1112") {
		t.Errorf("%d characters tell them apart", n)
	}
	if n := only.Shortest(); n != 8 {
		t.Errorf("%d characters of the only one", n)
	}
}

// TestNameOfAJobIsSafeToShow: it is the file's own, without what acts on a terminal.
func TestNameOfAJobIsSafeToShow(t *testing.T) {
	for path, want := range map[string]string{"/data/a.bin": "a.bin", "/data/two words.bin": "two words.bin", "/data/ü.bin": "ü.bin"} {
		if got := NameOf(&transfer.Job{Source: source.File{Path: path}}); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
	for _, bad := range []string{"\x1b", "\x9b", "\u202e", "\n"} {
		got := NameOf(&transfer.Job{Source: source.File{Path: "/data/a" + bad + "b"}})
		if strings.Contains(got, bad) || !strings.HasPrefix(got, "a") {
			t.Errorf("%q", got)
		}
	}
}
