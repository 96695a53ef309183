package pac

import (
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// A function of the interpreter that is at work cannot be interrupted, so each is bounded by what it is given.
const (
	maxLength = 1 << 20 // values of a list that is worked on
	maxMade   = 1 << 24 // characters that one call may make
	maxWithin = 100     // lists within lists that are made a string
)

var errLarge = errors.New("the script works on too much at once")

// without are the globals that no script needs: they read further programs, hold memory outside the lists, or call
// themselves without end.
var without = []string{
	"eval", "ArrayBuffer", "SharedArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array",
	"Uint16Array", "Int32Array", "Uint32Array", "Float16Array", "Float32Array", "Float64Array", "BigInt64Array",
	"BigUint64Array", "BigInt", "Proxy", "Reflect", "JSON", "Promise", "WeakMap", "WeakSet", "WeakRef", "Symbol", "Function",
}

// confinement is one run's interpreter without what could take all memory or the whole stack.
type confinement struct {
	vm     *goja.Runtime
	within int   // lists that are made a string right now
	joined int64 // values of lists that were made strings so far
	made   int64 // characters of these
}

// confine takes away and bounds what a script can use.
func confine(vm *goja.Runtime) error {
	c := confinement{vm: vm}
	kinds, err := vm.RunString(`[(function(){}), (function*(){}), (async function(){})].map(function(f) { return Object.getPrototypeOf(f); })`)
	if err != nil {
		return err
	}
	for _, at := range []string{"0", "1", "2"} {
		if err := kinds.ToObject(vm).Get(at).ToObject(vm).Delete("constructor"); err != nil {
			return err
		}
	}
	for _, name := range without {
		if err := vm.GlobalObject().Delete(name); err != nil {
			return err
		}
	}
	return errors.Join(c.lists(), c.strings(), c.patterns(), c.rest())
}

func (c *confinement) of(name string) *goja.Object {
	return c.vm.Get(name).ToObject(c.vm).Get("prototype").ToObject(c.vm)
}

type native = func(goja.FunctionCall) goja.Value

// wrap puts a check before functions of an object.
func (c *confinement) wrap(o *goja.Object, check func(*goja.FunctionCall), names ...string) error {
	for _, name := range names {
		f, ok := o.Get(name).Export().(native)
		if !ok {
			continue
		}
		if err := o.Set(name, func(call goja.FunctionCall) goja.Value {
			check(&call)
			return f(call)
		}); err != nil {
			return err
		}
	}
	return nil
}

// length is that of a list or a string.
func (c *confinement) length(v goja.Value) int64 {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return 0
	}
	n := v.ToObject(c.vm).Get("length")
	if n == nil {
		return 0
	}
	return n.ToInteger()
}

func (c *confinement) allow(n, most int64) {
	if n < 0 || n > most {
		panic(c.vm.NewGoError(errLarge))
	}
}

// lists bounds the functions of arrays.
func (c *confinement) lists() error {
	proto := c.of("Array")
	for _, name := range []string{"flat", "flatMap", "toLocaleString"} {
		if err := proto.Delete(name); err != nil {
			return err
		}
	}
	names := slices.DeleteFunc(proto.GetOwnPropertyNames(), func(n string) bool { return n == "constructor" || n == "join" })
	check := func(call *goja.FunctionCall) {
		n := c.length(call.This)
		for _, a := range call.Arguments {
			if _, ok := a.(*goja.Object); ok {
				n += c.length(a)
			}
		}
		c.allow(n, maxLength)
	}
	if err := c.wrap(proto, check, names...); err != nil {
		return err
	}
	if err := proto.SetSymbol(goja.SymIterator, proto.Get("values")); err != nil {
		return err
	}
	if err := c.wrap(c.vm.Get("Array").ToObject(c.vm), check, "from"); err != nil {
		return err
	}
	return proto.Set("join", c.join)
}

// join is Array.prototype.join with a bound.
func (c *confinement) join(call goja.FunctionCall) goja.Value {
	c.within++
	defer func() { c.within-- }()
	c.allow(int64(c.within), maxWithin)
	n := c.length(call.This)
	c.allow(n, maxLength)
	c.joined += n
	c.allow(c.joined, maxLength)
	separator := ","
	if a := call.Argument(0); !goja.IsUndefined(a) {
		separator = a.String()
	}
	list := call.This.ToObject(c.vm)
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(separator)
		}
		if v := list.Get(c.vm.ToValue(i).String()); v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) {
			b.WriteString(v.String())
		}
		c.allow(c.made+int64(b.Len()), maxMade)
	}
	c.made += int64(b.Len())
	return c.vm.ToValue(b.String())
}

// strings bounds the functions of strings.
func (c *confinement) strings() error {
	proto := c.of("String")
	times := func(call *goja.FunctionCall) {
		c.text(&call.This)
		n := call.Argument(0).ToInteger()
		c.allow(n, maxMade)
		c.allow(n*(1+c.length(call.This)), maxMade)
	}
	wide := func(call *goja.FunctionCall) {
		c.allow(call.Argument(0).ToInteger(), maxMade)
	}
	return errors.Join(
		c.wrap(proto, times, "repeat"), c.wrap(proto, wide, "padStart", "padEnd"),
		c.wrap(proto, c.replacing, "replace", "replaceAll"),
		c.wrap(proto, func(call *goja.FunctionCall) {
			c.text(&call.This)
			c.allow(32*c.length(call.This), maxMade)
			if len(call.Arguments) > 0 {
				c.pattern(call.Arguments[0])
			}
		}, "split", "match", "matchAll", "search", "normalize"),
		c.wrap(proto, func(call *goja.FunctionCall) {
			c.text(&call.This)
			n := c.length(call.This)
			for i := range call.Arguments {
				c.text(&call.Arguments[i])
				n += c.length(call.Arguments[i])
			}
			c.allow(n, maxMade)
		}, "concat"),
		c.vm.Get("String").ToObject(c.vm).Delete("raw"),
	)
}

// pattern bounds what a regular expression is made of.
func (c *confinement) pattern(v goja.Value) {
	if _, ok := v.(*goja.Object); !ok {
		c.allow(c.length(v), maxPattern)
	}
}

// patterns bounds regular expressions that are made of strings.
func (c *confinement) patterns() error {
	made, ok := goja.AssertConstructor(c.vm.Get("RegExp"))
	if !ok {
		return errUnclear
	}
	proto := c.of("RegExp")
	bounded := c.vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		for i := range call.Arguments {
			if o, ok := call.Arguments[i].(*goja.Object); ok && o.ClassName() != "RegExp" {
				c.text(&call.Arguments[i])
			}
			c.pattern(call.Arguments[i])
		}
		o, err := made(nil, call.Arguments...)
		if err != nil {
			panic(err)
		}
		return o
	}).ToObject(c.vm)
	return errors.Join(
		bounded.DefineDataProperty("prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE),
		proto.Set("constructor", bounded), proto.Delete("compile"), c.vm.Set("RegExp", bounded),
	)
}

// text makes a value the string that a function would take it for.
func (c *confinement) text(v *goja.Value) {
	if !goja.IsUndefined(*v) && !goja.IsNull(*v) {
		*v = (*v).ToString()
	}
}

// replacing bounds a replacement: each character may be replaced, and $ may stand for the whole of it.
func (c *confinement) replacing(call *goja.FunctionCall) {
	c.text(&call.This)
	n := 1 + c.length(call.This)
	c.allow(n, maxMade)
	if len(call.Arguments) < 2 {
		return
	}
	if _, ok := goja.AssertFunction(call.Arguments[1]); ok {
		return
	}
	c.text(&call.Arguments[1])
	made := 1 + c.length(call.Arguments[1])
	c.allow(made, maxMade)
	if strings.Contains(call.Arguments[1].String(), "$") {
		c.allow(n*made, maxMade)
		made *= n
	}
	c.allow(n*made, maxMade)
}

// rest bounds what calls other functions, and what could bring back what was taken away.
func (c *confinement) rest() error {
	function := c.of("Object").Get("toString").ToObject(c.vm).Prototype()
	object := c.vm.Get("Object").ToObject(c.vm)
	return errors.Join(
		c.wrap(function, func(call *goja.FunctionCall) { c.allow(c.length(call.Argument(1)), maxLength/16) }, "apply"),
		function.Delete("bind"),
		object.Delete("getOwnPropertySymbols"),
		object.Delete("getOwnPropertyDescriptors"),
	)
}
