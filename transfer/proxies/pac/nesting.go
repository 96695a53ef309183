package pac

import (
	"errors"
	"regexp"
	"strings"
)

// The compiler calls itself for what stands within brackets and for each link of a chain such as a+b+c, and Go ends
// the program whose stack grows too far. Chains also cost time with the square of their length.
const (
	maxNesting = 1000   // brackets within brackets
	maxChain   = 10_000 // signs between two commas or semicolons
	maxPattern = 1000   // characters of a regular expression, which nests as brackets do
	maxParts   = 16     // expressions in one template, which is put together at once
)

var (
	errNested   = errors.New("the script is nested too deep")
	errBrackets = errors.New("the script's brackets do not match")
	errUnclear  = errors.New("the script's signs cannot be told apart")
)

// heads are the words whose brackets a statement follows, which may begin with a regular expression.
var heads = map[string]bool{"if": true, "while": true, "for": true, "with": true, "await": true}

// beforeRegexp are the words after which a slash begins a regular expression, other words are divided.
var beforeRegexp = regexp.MustCompile(`^(return|typeof|case|in|do|else|void|delete|instanceof|new|throw)$`)

// scanner reads a script just so far that brackets are told from strings, comments and regular expressions. What
// could be read in two ways is refused.
type scanner struct {
	text  string
	at    int
	open  []byte      // the brackets that are open; '$' is that of ${, 'i' that of if ( and the like
	chain []int       // for each of them, and before it, the signs since the last comma or semicolon
	parts map[int]int // expressions of the template that was begun last within so many brackets
	last  string      // the last word or sign
}

// checkNesting refuses a script that the compiler would nest too deep for.
func checkNesting(text string) error {
	if strings.ContainsAny(text, "\u2028\u2029") {
		return errUnclear // these end a line in some places only
	}
	s := scanner{text: text, chain: []int{0}, parts: map[int]int{}}
	for s.at < len(text) {
		if err := s.next(); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) rest() string { return s.text[s.at:] }

// next reads one word, string, comment or sign.
func (s *scanner) next() error {
	switch c := s.text[s.at]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		s.at++
	case strings.HasPrefix(s.rest(), "//"):
		s.at += until(s.rest(), "\r\n")
	case strings.HasPrefix(s.rest(), "/*"):
		return s.comment()
	case c == '/':
		return s.slash()
	case c == '"' || c == '\'':
		return s.quoted(c)
	case c == '`':
		s.parts[len(s.open)] = 0
		return s.template()
	case isWord(c):
		s.word()
	default:
		return s.sign(c)
	}
	return nil
}

// until is the place of the first of some characters, or the end.
func until(text, chars string) int {
	if i := strings.IndexAny(text, chars); i >= 0 {
		return i
	}
	return len(text)
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c == '\\' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func (s *scanner) comment() error {
	end := strings.Index(s.text[s.at+2:], "*/")
	if end < 0 {
		return errBrackets
	}
	s.at += 2 + end + 2
	return nil
}

func (s *scanner) word() {
	from := s.at
	for s.at < len(s.text) && isWord(s.text[s.at]) {
		s.at++
	}
	if s.last == "}" {
		s.chain[len(s.chain)-1] = 0 // another statement
	}
	s.last = s.text[from:s.at]
}

// quoted reads a string, or a regular expression without what is in its square brackets.
func (s *scanner) quoted(quote byte) error {
	for s.at++; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case quote:
			s.at++
			s.last = `"`
			return nil
		case '\\':
			s.at++
			if strings.HasPrefix(s.rest(), "\r\n") {
				s.at++
			}
		case '\n', '\r':
			return errBrackets
		}
	}
	return errBrackets
}

func (s *scanner) regexp() error {
	class, from := false, s.at
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case s.at-from > maxPattern:
			return errNested
		case c == '\\':
			s.at++
			if s.at < len(s.text) && strings.IndexByte("\r\n", s.text[s.at]) >= 0 {
				return errBrackets
			}
		case c == '\n' || c == '\r':
			return errBrackets
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			s.at++
			s.last = `"`
			return nil
		}
	}
	return errBrackets
}

// slash tells a division from a regular expression.
func (s *scanner) slash() error {
	switch {
	case s.last == "" || len(s.last) == 1 && strings.Contains("(,=:[!&|?{;*%~^<>", s.last) || beforeRegexp.MatchString(s.last):
		return s.regexp()
	case s.last != ")" && s.last != "}" && s.last != "+" && s.last != "-" && s.last != "of" && s.last != "yield" && s.last != "await":
		return s.sign('/')
	}
	line := s.text[s.at+1:]
	line = line[:until(line, "\r\n")]
	if end := strings.LastIndexByte(line, '/'); end >= 0 && strings.ContainsAny(strings.TrimRight(line[:end], "/"), "()[]{}\"'`*/") {
		return errUnclear
	}
	return s.sign('/')
}

// template reads the text of a template up to its end, or to an expression in it.
func (s *scanner) template() error {
	if err := s.count(); err != nil {
		return err
	}
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\\':
			s.at++
		case c == '`':
			s.at++
			s.last = `"`
			return nil
		case strings.HasPrefix(s.rest(), "${"):
			s.at += 2
			if s.parts[len(s.open)]++; s.parts[len(s.open)] > maxParts {
				return errNested
			}
			return s.opened('$')
		}
	}
	return errBrackets
}

var opener = map[byte]byte{')': '(', ']': '[', '}': '{'}

func (s *scanner) sign(c byte) error {
	s.at++
	before := s.last
	s.last = string(c)
	switch c {
	case '(', '[', '{':
		if c == '(' && heads[before] {
			c = 'i'
		}
		return s.opened(c)
	case ')', ']', '}':
		return s.closed(c)
	case ',', ';':
		s.chain[len(s.chain)-1] = 0
		return nil
	}
	return s.count()
}

func (s *scanner) opened(c byte) error {
	s.open, s.chain = append(s.open, c), append(s.chain, 0)
	s.last = "("
	if c == '{' {
		s.last = "{"
	}
	if len(s.open) > maxNesting {
		return errNested
	}
	return nil
}

func (s *scanner) closed(c byte) error {
	n := len(s.open) - 1
	if n < 0 || s.open[n] != opener[c] && (s.open[n] != '$' || c != '}') && (s.open[n] != 'i' || c != ')') {
		return errBrackets
	}
	opened := s.open[n]
	s.open, s.chain = s.open[:n], s.chain[:n+1]
	if opened == '(' {
		s.last = `"` // it is divided
	}
	if opened == '$' {
		s.at-- // template begins with the character after this one
		return s.template()
	}
	return s.count()
}

// count counts a link of a chain.
func (s *scanner) count() error {
	s.chain[len(s.chain)-1]++
	if s.chain[len(s.chain)-1] > maxChain {
		return errNested
	}
	return nil
}
