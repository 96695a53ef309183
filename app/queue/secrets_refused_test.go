package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/transfer"
)

// memoryStore keeps settings as the queue's file does.
type memoryStore map[string]json.RawMessage

func (m memoryStore) LoadSetting(key string, v any) (bool, error) {
	text, ok := m[key]
	if !ok {
		return false, nil
	}
	return true, json.Unmarshal(text, v)
}

func (m memoryStore) SaveSetting(key string, v any) (err error) {
	m[key], err = json.Marshal(v)
	return err
}

const filesOrigin = "https://files.example.com"

// in is a folder of a server, in a realm.
func in(folder, realm string) transfer.Space {
	return transfer.Space{Origin: filesOrigin, Folder: folder, Realm: realm}
}

// given returns the user that a space gets, "" for none, "-" before one that was refused there.
func given(t *testing.T, s *Secrets, at transfer.Space) string {
	t.Helper()
	a, err := s.Account(t.Context(), at)
	switch {
	case errors.Is(err, transfer.ErrRefusedAccount):
		return "-" + a.User
	case err != nil && !errors.Is(err, transfer.ErrNoAccount):
		t.Fatal(err)
	}
	return a.User
}

// TestAccountOfTheNearestPlace: a folder has the account of the innermost place around it, a proxy its own, and no
// name that only begins alike counts as around it.
func TestAccountOfTheNearestPlace(t *testing.T) {
	s := NewSecrets(noRing{})
	for place, user := range map[string]string{
		filesOrigin: "server", filesOrigin + "/b/": "b", filesOrigin + "/b/c/": "c", "http://proxy.example.com:3128": "proxy",
		"https://files.example.com.evil.example": "evil",
	} {
		s.set(place, transfer.Account{User: user})
	}
	for folder, want := range map[string]string{
		"/": "server", "/a/": "server", "/bb/": "server", "/b/": "b", "/b/d/": "b", "/b/c/": "c", "/b/c/d/": "c", "/B/": "server",
	} {
		if got := given(t, s, in(folder, "x")); got != want {
			t.Errorf("%s gets %q, want %q", folder, got, want)
		}
	}
	if got := given(t, s, transfer.Space{Origin: "http://proxy.example.com:3128", Folder: "http://other.example.com", Proxy: true}); got != "proxy" {
		t.Errorf("the proxy gets %q", got)
	}
	if got := given(t, s, transfer.Space{Origin: "http://files.example.com", Folder: "/b/"}); got != "" {
		t.Errorf("another scheme gets %q", got)
	}
}

// TestOneFolderSpeaksForItself: what one folder refuses, others still get; a second one in a row speaks for the whole
// realm, since a wrong password that is tried in each folder locks an account. An account that was accepted may meet
// one folder more.
func TestOneFolderSpeaksForItself(t *testing.T) {
	account := transfer.Account{User: "ines", Password: apptest.Planted}
	const drop = "drop " + apptest.Planted // a server that tells what it was told
	for _, c := range []struct {
		name  string
		steps string // of "+/a/" accepted, "-/b/" refused there
		want  map[string]string
	}{
		{"one", "-/b/", map[string]string{"/a/": "ines", "/b/": "-ines", "/b/c/": "ines", "/": "ines"}},
		{"one around others", "-/", map[string]string{"/": "-ines", "/a/": "ines"}},
		{"two", "-/b/ -/c/", map[string]string{"/a/": "-ines", "/b/": "-ines"}},
		{"accepted between", "-/b/ +/a/ -/c/", map[string]string{"/a/": "ines", "/b/": "-ines", "/c/": "-ines", "/d/": "ines"}},
		{"accepted before", "+/a/ -/b/ -/c/", map[string]string{"/a/": "ines", "/d/": "ines", "/c/": "-ines"}},
		{"accepted before, three", "+/a/ -/b/ -/c/ -/d/", map[string]string{"/a/": "-ines", "/e/": "-ines"}},
		{"no longer accepted", "+/a/ -/a/ -/b/", map[string]string{"/c/": "-ines"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := memoryStore{}
			s := NewSecrets(noRing{})
			if err := s.remember(store); err != nil {
				t.Fatal(err)
			}
			s.set(filesOrigin, account)
			for step := range strings.FieldsSeq(c.steps) {
				if at := in(step[1:], drop); step[0] == '+' {
					s.Accepted(at, account)
				} else {
					s.Refused(at, account)
				}
			}
			later := NewSecrets(noRing{})
			if err := later.remember(store); err != nil {
				t.Fatal(err)
			}
			later.set(filesOrigin, account)
			for folder, want := range c.want {
				for when, s := range map[string]*Secrets{"now": s, "after a start": later} {
					if got := given(t, s, in(folder, drop)); got != want {
						t.Errorf("%s %s gets %q, want %q", when, folder, got, want)
					}
					if got := given(t, s, in("/z/", "another realm")); got != "ines" {
						t.Errorf("%s another realm gets %q", when, got)
					}
					if got := given(t, s, in("/b/", "a realm that changes")); strings.Contains(c.steps, "-/b/") && got != "-ines" {
						t.Errorf("%s the folder that refused it gets %q under another name", when, got)
					}
				}
			}
			if text := fmt.Sprint(store); strings.Contains(text, apptest.Planted) {
				t.Errorf("the password is in %s", text)
			}
			later.set(filesOrigin, transfer.Account{User: "ines", Password: "changed"})
			for _, folder := range slices.Collect(maps.Keys(c.want)) {
				if got := given(t, later, in(folder, drop)); got != "ines" {
					t.Errorf("the changed password is taken for the refused one in %s", folder)
				}
			}
		})
	}
}

// TestServersRefusalOfAProxysAccount: a 407 that may come from the server behind a proxy says nothing about other
// servers; one to the opening of a tunnel is the proxy's own.
func TestServersRefusalOfAProxysAccount(t *testing.T) {
	account := transfer.Account{User: "ines", Password: apptest.Planted}
	proxy := func(behind string) transfer.Space {
		return transfer.Space{Origin: "http://proxy.example.com:3128", Folder: behind, Realm: "squid", Proxy: true}
	}
	s := NewSecrets(noRing{})
	s.set(proxy("").Origin, account)
	s.Refused(proxy("http://odd.example.com"), account)
	if got := given(t, s, proxy("http://odd.example.com")); got != "-ines" {
		t.Errorf("the odd server gets %q", got)
	}
	for _, behind := range []string{"http://other.example.com", "http://odd.example.com:8080", ""} {
		if got := given(t, s, proxy(behind)); got != "ines" {
			t.Errorf("%q gets %q", behind, got)
		}
	}
	s.Refused(proxy(""), account)
	if got := given(t, s, proxy("http://other.example.com")); got != "-ines" {
		t.Errorf("after the proxy's own refusal %q", got)
	}
}

// TestPlaceOfAnAccount: the first one is for the server, one for a folder for the folder if the server's works.
func TestPlaceOfAnAccount(t *testing.T) {
	ines, admin := transfer.Account{User: "ines", Password: "i"}, transfer.Account{User: "admin", Password: "a"}
	b := filesOrigin + "/b/"
	for _, c := range []struct {
		name   string
		before func(*Secrets)
		at     string
		a      transfer.Account
		want   string
	}{
		{"the first", func(*Secrets) {}, b, ines, filesOrigin},
		{"the same again", func(s *Secrets) { s.set(filesOrigin, ines) }, b, ines, filesOrigin},
		{"another, untried", func(s *Secrets) { s.set(filesOrigin, ines) }, b, admin, b},
		{"instead of a wrong one", func(s *Secrets) { s.set(filesOrigin, ines); s.Refused(in("/b/", "x"), ines) }, b, admin, filesOrigin},
		{"beside one that works", func(s *Secrets) {
			s.set(filesOrigin, ines)
			s.Accepted(in("/a/", "x"), ines)
			s.Refused(in("/b/", "x"), ines)
		}, b, admin, b},
		{"a folder's own", func(s *Secrets) { s.set(filesOrigin, ines); s.set(b, admin); s.Refused(in("/b/", "x"), admin) }, b + "c/", ines, b},
		{"of the server, as said", func(s *Secrets) { s.set(filesOrigin, ines); s.set(b, admin) }, filesOrigin, admin, filesOrigin},
	} {
		s := NewSecrets(noRing{})
		c.before(s)
		if got := s.placeFor(t.Context(), c.at, c.a); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
