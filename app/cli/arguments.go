package cli

import (
	"errors"
	"fmt"
	"os"
	"reflect"

	"github.com/alecthomas/kong"
)

// wholeArguments keeps the exact bytes of arguments. Kong's default passes them through JSON, which replaces
// invalid UTF-8: one file's name could become another's.
func wholeArguments() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		return errors.Join(
			kong.KindMapper(reflect.String, wholeMapper("string", func(s string) (string, error) { return s, nil })).Apply(k),
			kong.NamedMapper("path", wholeMapper("file", wholePath)).Apply(k),
			kong.NamedMapper("existingdir", wholeMapper("file", wholeFolder)).Apply(k),
		)
	})
}

// wholeMapper reads one argument or flag; what names it in the error if it is missing.
func wholeMapper(what string, read func(string) (string, error)) kong.Mapper {
	return kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
		token, err := ctx.Scan.PopValue(what)
		if err != nil {
			return err
		}
		text, err := read(fmt.Sprint(token.Value))
		if err == nil {
			target.SetString(text)
		}
		return err
	})
}

// wholePath makes a path absolute and expands a leading "~"; "-" stays.
func wholePath(path string) (string, error) {
	if path == "-" {
		return path, nil
	}
	return kong.ExpandPath(path), nil
}

// wholeFolder is wholePath for an existing folder.
func wholeFolder(path string) (string, error) {
	path = kong.ExpandPath(path)
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%q exists but is not a directory", path)
	}
	return path, err
}
