package desktop

import (
	"context"
	"errors"
	"slices"

	"github.com/jezek/xgb/xproto"

	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Types of file lists in order of preference; each file manager offers at least one.
var fileTargets = []string{"text/uri-list", "x-special/gnome-copied-files", "x-special/mate-copied-files"}

// textTargets are types of plain text. Text is also read here, since a program that does not deliver it would block
// the toolkit.
var textTargets = []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"}

// copiedFiles reads the X11 clipboard over its own connection.
func copiedFiles(ctx context.Context) (list.Copied, error) {
	return patiently(ctx, func(ctx context.Context) (list.Copied, error) {
		s, err := openSelection()
		if err != nil {
			return list.Copied{}, ErrTextOnly // the toolkit has connected in some other way
		}
		defer s.close()
		defer context.AfterFunc(ctx, s.close)()
		return s.files()
	})
}

// files are the copied files, or those whose paths were copied as text.
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

// ifOffered reads the clipboard as a type if it is offered; "" if it is not, or is refused after all.
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

// offers are the clipboard's types. A program that does not list them has text.
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
