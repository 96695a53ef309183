package transfer

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// fillFields sets every field of a value to something else than zero, each to another value. Those that are
// never stored only if live.
func fillFields(t *testing.T, v reflect.Value, n *int64, live bool) {
	t.Helper()
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, 0, int(*n), int(*n), time.UTC)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if live || v.Type().Field(i).Tag.Get("json") != "-" {
				fillFields(t, v.Field(i), n, live)
			}
		}
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillFields(t, v.Elem(), n, live)
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprint("text\xff", *n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(*n%100 + 1)
	case v.CanUint():
		v.SetUint(uint64(*n)%100 + 1)
	case v.CanFloat():
		v.SetFloat(float64(*n))
	case v.Type() == reflect.TypeFor[map[Outcome]Cut]():
		v.Set(reflect.ValueOf(map[Outcome]Cut{Delivered: {int(*n), *n}}))
	case v.Type() == reflect.TypeFor[uuid.UUID]():
		v.Set(reflect.ValueOf(newID()))
	default:
		t.Fatalf("what is %s?", v.Type())
	}
}

// TestPackedHasEveryField: a field that a job gets must be packed too, or it is lost with the next transaction.
func TestPackedHasEveryField(t *testing.T) {
	for name, live := range map[string]bool{"stored": false, "in memory": true} {
		var want Job
		n := int64(0)
		fillFields(t, reflect.ValueOf(&want).Elem(), &n, live)
		if want.Sent = want.Acked; live {
			want.Sent++
		}
		got, err := unpack(want.ID, want.packed(live))
		if err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: %v\n%+v\n%+v", name, err, *got, want)
		}
	}
	if got, err := unpack(uuid.Nil, (&Job{}).packed(true)); err != nil || !reflect.DeepEqual(*got, Job{}) {
		t.Errorf("of nothing: %+v, %v", got, err)
	}
}

// TestPackedIsSmall: what a job at rest takes is its texts and little else.
func TestPackedIsSmall(t *testing.T) {
	j := NewJob(source.File{
		Path: "/home/somebody/pictures/2026/DSC_000001.jpeg", Size: 4 << 20, ModTime: time.Now().UTC(), FileID: "123456", Changed: time.Now().UTC(),
	}, Target{URL: "http://server.example.com/drop/DSC_000001.jpeg", Group: NewGroupKey("2026")})
	texts := len(j.Source.Path) + len(j.Source.FileID) + len(j.Target.URL) + len(j.Target.Group)
	if n := len(j.packed(false)); n > texts+60 {
		t.Errorf("%d bytes for %d bytes of text", n, texts)
	}
}

// TestQueueOfSchemaThree: jobs that were stored as JSON are read, and packed when they change.
func TestQueueOfSchemaThree(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir)
	old := stored(1)
	old.Want, old.Fault = Hold, &Fault{Kind: KindDenied, HTTP: 403, At: time.Now().UTC().Round(0), Final: true}
	old.Session = bits.Session{ID: "{x}", Host: "node7"}
	if err := e.store.update(func(tx *bbolt.Tx) error { return putJSON(tx.Bucket(bucketJobs), old.ID[:], old) }); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"as JSON", "packed"} {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		e = openIn(t, dir)
		all, err := e.Watch().Next(t.Context())
		if err != nil || all[old.ID] == nil {
			t.Fatalf("%s: %v, %v", when, all, err)
		}
		got := all[old.ID]
		if got.Source != old.Source || got.Target != old.Target || got.Session != old.Session || *got.Fault != *old.Fault || got.Added != old.Added {
			t.Errorf("%s: %+v\n%+v", when, got, old)
		}
		mustDo(t, e, Command{Verb: VerbPriority, IDs: []uuid.UUID{old.ID}, Priority: High})
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// TestPackedForAnotherProcess: jobs come out as they went in; what is cut short is an error.
func TestPackedForAnotherProcess(t *testing.T) {
	var p Packed
	want := map[uuid.UUID]*Job{}
	for i := range 3 {
		j := stored(i)
		j.Sent, j.Phase, j.Rate, j.Quiet = j.Acked+5, Sending, 2.5, time.Minute
		want[j.ID] = j
		p = p.With(j)
	}
	got := map[uuid.UUID]*Job{}
	if err := p.Each(func(j *Job) { got[j.ID] = j }); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for _, cut := range []int{1, 16, 17, len(p) - 1} {
		if err := p[:cut].Each(func(*Job) {}); err == nil {
			t.Errorf("%d bytes of %d are whole", cut, len(p))
		}
	}
}
