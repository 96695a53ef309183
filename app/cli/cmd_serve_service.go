package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"sendoff/app/serve"
	"sendoff/ui/words"
)

// serviceOrders are the words after "serve" that concern the service of Windows. A folder of such a name is ./NAME.
var serviceOrders = []string{"install", "start", "stop", "remove"}

// serviceArgs puts "serve install" and its like in the form of a flag, which the command line has them in. For what is
// about no folder it adds one.
func serviceArgs(args []string) []string {
	i := slices.Index(args, "serve")
	if i < 0 || i+1 == len(args) || !slices.Contains(serviceOrders, args[i+1]) || !onlyFlags(args[:i]) {
		return args
	}
	args = slices.Clone(args)
	order := args[i+1]
	args[i+1] = "--service=" + order
	if order != serviceOrders[0] {
		args = append(args, ".")
	}
	return args
}

// onlyFlags reports whether arguments name no command.
func onlyFlags(args []string) bool {
	for i, a := range args {
		if !strings.HasPrefix(a, "-") && (i == 0 || args[i-1] != "--dir") {
			return false
		}
	}
	return true
}

// order carries out what is about the service; done is false for serving as usual.
func (s *serveCmd) order(ctx context.Context, c *call) (done bool, err error) {
	switch serve.ServiceOrder(s.Service) {
	case serve.InstallService:
		err = s.install(c)
	case serve.StartService:
		err = serve.Start()
	case serve.StopService:
		err = serve.Stop(ctx)
	case serve.RemoveService:
		err = serve.Remove()
	default:
		return false, nil
	}
	if errors.Is(err, serve.ErrNoService) {
		err = wrongUsage("%s", words.Tr(serve.ErrNoService.Error()))
	}
	return true, err
}

// install registers the service. It takes a folder and a file of settings: what else is to hold stands there, where it can
// be changed later.
func (s *serveCmd) install(c *call) error {
	for _, a := range c.Args {
		name, _, _ := strings.Cut(a, "=")
		if strings.HasPrefix(a, "-") && !slices.Contains([]string{"--service", "--config", "--dir"}, name) {
			return wrongUsage(words.Tr("the service takes a folder and --config FILE; put %s into that file"), name)
		}
	}
	args := []string{"serve", "--service=" + string(serve.RunService), s.Folder}
	if s.Config != "" {
		file, err := filepath.Abs(string(s.Config)) // the service begins in another folder
		if err != nil {
			return err
		}
		args = append(args, "--config", file)
	}
	return serve.Install(c.Stdout, args)
}
