--- :checkhealth matgrad
local M = {}

local health = vim.health or {}
local start = health.start or health.report_start or require('health').report_start
local ok = health.ok or health.report_ok or require('health').report_ok
local warn = health.warn or health.report_warn or require('health').report_warn
local err = health.error or health.report_error or require('health').report_error

--- The command that starts the server, as it is configured.
local function command()
  local options = require('matgrad').options
  if options then
    return options.cmd
  end
  local config = vim.lsp.config and vim.lsp.config.matgrad
  return config and config.cmd or require('matgrad').defaults.cmd
end

function M.check()
  start('matgrad')
  if vim.fn.has('nvim-0.7') == 0 then
    err('Neovim 0.7 or later is needed')
    return
  end
  local cmd = command()
  if type(cmd) == 'table' then
    if vim.fn.executable(cmd[1]) == 1 then
      local version = vim.fn.system({ cmd[1], '--version' })
      ok(cmd[1] .. ': ' .. vim.trim(version))
    else
      err(cmd[1] .. ' is not executable: install it (:help matgrad-installation), or set `cmd`')
    end
  end
  local list = vim.lsp.get_clients or vim.lsp.get_active_clients
  local running = 0
  for _, client in pairs(list()) do
    if client.name == 'matgrad' then
      running = running + 1
      ok(string.format('running for %s', client.config.root_dir or 'a single file'))
    end
  end
  if running == 0 then
    warn('no server runs: open a Markdown or LaTeX file')
  end
end

return M
