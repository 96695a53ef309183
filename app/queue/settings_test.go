package queue

import (
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list"
)

func TestSettings(t *testing.T) {
	r := newRig(t)
	want := list.Settings{LastServer: "http://h/", Limits: transfer.Limits{Rate: 5}, Theme: list.ThemeDark}
	l := r.owner()
	if err := SaveSettings(l.engine, want); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := LoadSettings(r.owner().Engine())
	if err != nil || got.LastServer != want.LastServer || got.Limits != want.Limits || got.Theme != want.Theme {
		t.Errorf("came back as %+v, %v", got, err)
	}
}
