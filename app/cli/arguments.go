package cli

import (
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strconv"
	"strings"

	"sendoff/ui/words"

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

// size is a number of bytes, written as 500k, 2M, 1.5G or plain.
type size int64

// parseSize parses a size. The letters are powers of 1,000, as in the window; Ki, Mi, Gi and Ti are powers of
// 1,024.
func parseSize(text string) (size, error) {
	number, factor := strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(text)), "B"), 1.0
	step := 1000.0
	if rest, ok := strings.CutSuffix(number, "I"); ok {
		number, step = rest, 1024
	}
	if i := strings.LastIndexAny(number, "KMGT"); i >= 0 && i == len(number)-1 {
		factor = math.Pow(step, float64(strings.IndexByte("KMGT", number[i])+1))
		number = number[:i]
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !(n >= 0 && n*factor < 1<<62) {
		return 0, fmt.Errorf(words.Tr("%q is no size: write bytes, or 500k, 2M, 1.5G"), text)
	}
	if n > 0 && n*factor < 1 { // it would be rounded to 0, which means no limit
		return 0, fmt.Errorf(words.Tr("%q is less than one byte: write bytes, or 500k, 2M, 1.5G"), text)
	}
	return size(n * factor), nil
}

// UnmarshalText parses a size of the command line.
func (s *size) UnmarshalText(text []byte) (err error) {
	*s, err = parseSize(string(text))
	return err
}
