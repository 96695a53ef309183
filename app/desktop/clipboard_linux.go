package desktop

import (
	"context"
	"errors"
	"slices"

	"github.com/jezek/xgb/xproto"

	"sendoff/ui/list"
	"sendoff/ui/words"
)

// What file managers call a list of files, the best first: each knows one of these at least.
var fileTargets = []string{"text/uri-list", "x-special/gnome-copied-files", "x-special/mate-copied-files"}

// textTargets are names of plain text. Reading it here too keeps a program that does not hand it over from
// stopping the window.
var textTargets = []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"}

// copiedFiles reads the clipboard of X11, over a connection of its own.
func copiedFiles(ctx context.Context) (list.Copied, error) {
	return patiently(ctx, func(ctx context.Context) (list.Copied, error) {
		s, err := openSelection()
		if err != nil {
			return list.Copied{}, ErrTextOnly // the toolkit has reached a screen in some other way
		}
		defer s.close()
		defer context.AfterFunc(ctx, s.close)()
		return s.files()
	})
}

// files are the files that were copied, else those whose paths were.
func (s *selection) files() (list.Copied, error) {
	owner, err := s.owner()
	if err != nil || owner == 0 {
		return list.Copied{}, err
	}
	offered, err := s.offers()
	if err != nil {
		return list.Copied{}, err
	}
	for _, name := range fileTargets {
		text, err := s.ifOffered(name, offered)
		if err != nil {
			return list.Copied{}, err
		}
		if c := list.FileList(text); len(c.Paths)+len(c.Elsewhere) > 0 {
			return c, nil
		}
	}
	for _, name := range textTargets {
		text, err := s.ifOffered(name, offered)
		if err != nil || text != "" {
			return list.PathsIn(text), err
		}
	}
	return list.Copied{}, nil
}

// ifOffered reads the clipboard as one of the kinds that are offered; "" for another one, and for one that
// is refused after all.
func (s *selection) ifOffered(name string, offered []xproto.Atom) (string, error) {
	kind, err := s.atom(name)
	if err != nil || !slices.Contains(offered, kind) {
		return "", err
	}
	v, err := s.read(kind)
	if errors.Is(err, errRefused) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if v.Format != 8 {
		return "", words.ErrClipboardStrange
	}
	return string(v.Value), nil
}

// offers are the kinds in which the clipboard can be read. A program that does not tell has text.
func (s *selection) offers() ([]xproto.Atom, error) {
	v, err := s.read(s.targets)
	switch {
	case errors.Is(err, errRefused):
		return s.texts()
	case err != nil:
		return nil, err
	case v.Format != 32:
		return nil, words.ErrClipboardStrange
	}
	return atoms(v), nil
}

func (s *selection) texts() ([]xproto.Atom, error) {
	var kinds []xproto.Atom
	for _, name := range textTargets {
		kind, err := s.atom(name)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}
