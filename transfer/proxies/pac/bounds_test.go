package pac

import (
	"context"
	"errors"
	"net"
	"net/url"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
)

// TestScriptsThatWouldOverflowTheStack: they are refused before the compiler nests for each bracket or link, which would
// end the program.
func TestScriptsThatWouldOverflowTheStack(t *testing.T) {
	for name, c := range map[string]struct{ begin, again string }{
		"round": {"", "("}, "square": {"", "["}, "curly": {"", "{"}, "objects": {"x=", "{a:"}, "pattern": {"var ", "[[[["}, "spread": {"x=", "[..."},
		"template": {"", "`${"}, "functions": {"x=", "(function(){"}, "after a comment": {"/*)*/ // )\n", "(/*)*/"},
		"after a string": {"", "(')',"}, "after a regular expression": {"", "(/[)/]\\)/,"}, "a division": {"", "(a)/2,b('/',"}, "after a condition": {"", "if(/')'/.test('('"}, "after a return": {"", "(function(){return /}/,"},
		"an expression": {"/(?=", "("}, "sum": {"", "a+"}, "signs": {"", "- "}, "arrows": {"", "a=>"}, "choice": {"", "a?"}, "or": {"", "a||"}, "calls": {"a", "()"}, "calls with lists": {"a", "(1,2)"},
		"members": {"a", ".a"}, "tags": {"a", "``"}, "assignments": {"", "a="}, "parts": {"`", "${a}"}, "parts with templates": {"`", "${`x`}"},
		"brackets that do not match": {"", "([)]"}, "division or not": {"(a)", "/')'/b('"}, "line separator": {"", "//\u2028("},
	} {
		if _, err := New(c.begin + strings.Repeat(c.again, 1<<20/len(c.again))); err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: %.200v", name, err)
		}
	}
}

// TestUsualScriptsAreRead: strings, comments, regular expressions, divisions and long lists are no reason to refuse.
func TestUsualScriptsAreRead(t *testing.T) {
	for name, text := range map[string]string{
		"regular expressions": `var a = /^(10|192)\.[)(/]/i, b = [/[(]/, /\(/]; if (/[(/]/.test("(")) ; function f() { return /[{]/.test("{"); }`,
		"divisions":           `var a = (1 + 2) / 3 / (4 / 5); a /= 2; var b = [4][0] / 2; function f() { return a / b; } // a (`,
		"strings":             `var a = "(", b = '[\'{', c = "a\` + "\n" + `b(";`,
		"comments":            "/* ( [ { */ // ( [ {\n/**/",
		"templates":           "var h = 'x'; var a = `(${h}:${`${h}[`})`;",
		"made expressions":    `if (!new RegExp("^a.c$", "i").test("ABC") || RegExp("b")["exec"]("abc").index != 1 || !(/a/ instanceof RegExp) || "a,b".split(/,/).length != 2 || "abc".replace(/(b)/g, "[$1]") != "a[b]c" || [1,[2,3]].join("") != "12,3") throw "no";`,
		"many lists":          "var l = [" + strings.Repeat(`"a.test", /* b */`, 30_000) + "];",
		"an object":           "var l = {" + strings.Repeat(`"a.test": 1, `, 30_000) + "};",
		"many branches":       "function f(h) {" + strings.Repeat("if (shExpMatch(h, '*.a.test')) { return 'PROXY a:1' }\n", 15_000) + "}",
		"a long condition":    "function f(h) { return " + strings.Repeat("shExpMatch(h, '*.a.test') ||\n", 3000) + "false }",
		"many else":           "function f(h) { if (h) ;" + strings.Repeat("else if (dnsDomainIs(h, '.a.test')) return 1;\n", 3000) + "}",
	} {
		if len(text) > 1<<20 {
			t.Fatal(name)
		}
		s, err := New(text + "\nfunction FindProxyForURL() { return 'DIRECT'; }")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s.env.limit = time.Minute
		if got, err := s.Find(t.Context(), &url.URL{Scheme: "http", Host: "x.test"}); got != "DIRECT" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestScriptsThatWantAllMemory: each is stopped before the program has grown by 1 GiB, and goes on nowhere.
func TestScriptsThatWantAllMemory(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(4 << 30))
	for name, body := range map[string]string{
		"bytes":              "var a = []; for (;;) a.push(new Uint8Array(1e7));",
		"doubling":           `var s = "x"; for (;;) s += s;`,
		"lists":              "var a = [1]; for (;;) a = a.concat(a);",
		"pushed lists":       "var a = []; for (;;) a.push([1, 2, 3, 4, 5, 6, 7, 8]);",
		"spread":             "var a = [1]; for (;;) a = [...a, ...a];",
		"names":              "var o = {}; for (var i = 0;; i++) o['n' + i] = i;",
		"repeated":           `return "x".repeat(1 << 30).length;`,
		"padded":             `return "".padStart(1 << 30, "x").length;`,
		"joined":             `var s = "x".repeat(1 << 20), a = []; for (var i = 0; i < 1e5; i++) a.push(s); return a.join("");`,
		"joined often":       `var a = [1]; for (var i = 0; i < 60; i++) a = [a, a]; return String(a);`,
		"joined deep":        `var a = []; for (var i = 0; i < 1e5; i++) a = [a]; return String(a);`,
		"sparse":             "return new Array(4e9).join('x');",
		"filled":             "return new Array(1e9).fill(0).length;",
		"filled, no array":   "return Array.prototype.fill.call({length: 1e15}, 0);",
		"from":               "return Array.from({length: 1e9}).length;",
		"spread at once":     "return [...new Array(1e9)].length;",
		"arguments":          "return Math.max.apply(null, {length: 1e9});",
		"arguments spread":   "return Math.max(...new Array(1e9));",
		"replaced":           `var s = "x".repeat(1 << 20); return s.replace(/x/g, s).length;`,
		"replaced by itself": "var s = 'x'.repeat(1 << 20); return s.replace(/x/g, '$`').length;",
		"split":              `var s = "x".repeat(1 << 23), a = []; for (;;) a.push(s.split(""));`,
		"read":               `eval("(".repeat(1 << 20));`,
		"a function":         `return (function() {}).constructor("(".repeat(1 << 20))();`,
		"a generator":        `return (function*() {}).constructor("(".repeat(1 << 20))();`,
		"an expression":      `new RegExp("(?=" + "(".repeat(1 << 20) + ")".repeat(1 << 20) + ")");`,
		"a search":           `"a".search("(?=" + "(".repeat(1 << 20) + ")".repeat(1 << 20) + ")");`,
		"an object as one":   `RegExp({toString: function() { return "(?=" + "(".repeat(1 << 20) + ")".repeat(1 << 20) + ")"; }});`,
		"an ancestry":        `function F() {} for (;;) { var o = new F(); F.prototype = o; }`,
		"a thrown one":       `try { "x".repeat(1 << 30) } catch (e) {} for (var s = "x";;) s += s;`,
	} {
		s, err := New("function FindProxyForURL(url, host) { " + body + " }")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s.env.limit = 20 * time.Second
		debug.FreeOSMemory()
		before := taken()
		text, err := s.Find(t.Context(), &url.URL{Scheme: "http", Host: "x.test"})
		if err == nil || errors.Is(err, ErrLate) {
			t.Errorf("%s: %.50q, %v", name, text, err)
		}
		if grown := taken() - before; grown > 1<<30 {
			t.Errorf("%s: the program grew by %d MiB", name, grown>>20)
		}
		if s.stuck.Load() {
			t.Errorf("%s goes on", name)
		}
	}
}

// taken is what the program has taken from the system and not given back, in bytes.
func taken() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}

// TestAnswersThatAreNoText: they are no answer; an object is not asked what it would be as a text.
func TestAnswersThatAreNoText(t *testing.T) {
	for _, answer := range []string{"Object.create(null)", `({toString: function() { throw "no"; }})`, "undefined", "17", "[url]"} {
		s, err := New("function FindProxyForURL(url, host) { return " + answer + "; }")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Find(t.Context(), &url.URL{Scheme: "http", Host: "x.test"}); got != "" || err != nil {
			t.Errorf("%s: %q, %v", answer, got, err)
		}
	}
}

// TestNamesThatAreNotAnswered: without a name service the script still says its way, and so do many names after another.
func TestNamesThatAreNotAnswered(t *testing.T) {
	s, err := New(`function FindProxyForURL(url, host) {
		for (var i = 0; i < 100; i++) if (isInNet(dnsResolve("n" + i + ".test"), "10.0.0.0", "255.0.0.0")) return "DIRECT";
		return isResolvable(host) ? "DIRECT" : "PROXY a:1";
	}`)
	if err != nil {
		t.Fatal(err)
	}
	s.env = known()
	s.env.lookup = func(ctx context.Context, _ string) ([]net.IP, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	s.env.limit = 3 * time.Second
	if got, err := s.Find(t.Context(), &url.URL{Scheme: "http", Host: "x.test"}); got != "PROXY a:1" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
