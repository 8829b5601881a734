-- One session of a user of Neovim, of any version from 0.7 on: opens a file, reads the diagnostics and a hover, edits,
-- and sees the diagnostics go. What is to be seen comes in MATGRAD_SCENARIO as JSON; the exit code says whether it was.
local decode = (vim.json and vim.json.decode) or vim.fn.json_decode
local scenario = decode(os.getenv('MATGRAD_SCENARIO'))
local patience = 20000

local function await(what, condition)
  local value
  local seen = vim.wait(patience, function()
    value = condition()
    return value ~= nil and value ~= false
  end, 10)
  if not seen then
    error('not seen: ' .. what, 0)
  end
  return value
end

local function float_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local buffer = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
    end
  end
end

local function close_floats()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      vim.api.nvim_win_close(window, true)
    end
  end
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

-- The plugin's own commands, as a user types them.
local function commands(buffer, expected)
  local before = text_of(buffer)
  vim.api.nvim_win_set_cursor(0, { expected.line + 1, expected.column })

  for _, case in ipairs(expected.completions) do
    local found = vim.fn.getcompletion(case.typed, 'cmdline')
    if vim.inspect(found) ~= vim.inspect(case.found) then
      error('completion of ' .. case.typed .. ': ' .. vim.inspect(found), 0)
    end
  end

  for _, case in ipairs(expected.steps) do
    vim.cmd(case.command)
    local text = await(case.command .. ' to show a window', float_text)
    for _, part in ipairs(case.contains) do
      if not text:find(part, 1, true) then
        error('no ' .. part .. ' in ' .. case.command .. ': ' .. text, 0)
      end
    end
    if case.layout then
      vim.cmd('MatgradLayout ' .. case.layout)
      await('the steps in ' .. case.layout .. ' layout, in ' .. (float_text() or 'nothing'), function()
        return (float_text() or ''):find(case.then_contains, 1, true)
      end)
      vim.cmd('MatgradLayout auto')
      await('the steps in their own layout', function()
        return (float_text() or ''):find(case.contains[1], 1, true)
      end)
    end
    close_floats()
  end
  if text_of(buffer) ~= before then
    error('looking changed the text', 0)
  end

  for _, case in ipairs(expected.derive) do
    if before:find(case.writes, 1, true) then
      error('already there: ' .. case.writes, 0)
    end
    vim.cmd(case.command)
    await(case.command .. ' to write ' .. case.writes .. ' in ' .. text_of(buffer), function()
      return text_of(buffer):find(case.writes, 1, true)
    end)
    vim.cmd('silent undo')
    if text_of(buffer) ~= before then
      error('one undo does not take back ' .. case.command .. ': ' .. text_of(buffer), 0)
    end
  end
end

-- The quick fix, by the user's own command where it can be told which one to take.
local function fix(buffer, expected)
  local before = text_of(buffer)
  vim.api.nvim_win_set_cursor(0, { expected.line + 1, expected.column })
  local function wanted(action)
    return action.title == expected.title
  end
  if vim.fn.has('nvim-0.8') == 1 then
    vim.lsp.buf.code_action({ apply = true, filter = wanted })
  else
    local params = vim.lsp.util.make_range_params()
    params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics() }
    for id, answer in pairs(vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, patience)) do
      for _, action in ipairs(vim.tbl_filter(wanted, answer.result or {})) do
        vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(id).offset_encoding)
      end
    end
  end
  await('the fix to write ' .. expected.writes .. ' in ' .. text_of(buffer), function()
    return text_of(buffer):find(expected.writes, 1, true)
  end)
  await('no diagnostics after the fix', function()
    return #vim.diagnostic.get(buffer) == 0
  end)
  vim.cmd('silent undo')
  if text_of(buffer) ~= before then
    error('one undo does not take back the fix: ' .. text_of(buffer), 0)
  end
  await('the diagnostics to come back', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
end

local function session()
  vim.opt.runtimepath:append(scenario.plugin)
  vim.cmd('runtime! plugin/matgrad.lua')
  vim.cmd('filetype plugin on')
  local modern = vim.lsp.config and vim.lsp.enable and scenario.setup ~= true
  if modern then
    vim.lsp.config('matgrad', { cmd = scenario.cmd })
    vim.lsp.enable('matgrad')
  else
    require('matgrad').setup({ cmd = scenario.cmd })
  end
  vim.cmd('edit ' .. vim.fn.fnameescape(scenario.file))
  local buffer = vim.api.nvim_get_current_buf()

  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  await('the server', function()
    for _, client in pairs(clients()) do
      if client.name == 'matgrad' and client.initialized then
        return true
      end
    end
  end)

  for _, expected in ipairs(scenario.diagnostics) do
    await('diagnostic ' .. vim.inspect(expected) .. ' in ' .. vim.inspect(vim.diagnostic.get(buffer)), function()
      for _, found in ipairs(vim.diagnostic.get(buffer)) do
        if found.lnum == expected.line and found.col == expected.column and found.message:find(expected.message, 1, true) then
          return true
        end
      end
    end)
  end
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    local expected = false
    for _, place in ipairs(scenario.diagnostics) do
      expected = expected or (found.lnum == place.line and found.col == place.column)
    end
    if not expected then
      error('a diagnostic that is not expected: ' .. vim.inspect(found), 0)
    end
  end

  for _, expected in ipairs(scenario.hovers) do
    vim.api.nvim_win_set_cursor(0, { expected.line + 1, expected.column })
    vim.lsp.buf.hover()
    local text = await('a hover at ' .. vim.inspect(expected), float_text)
    for _, part in ipairs(expected.contains) do
      if not text:find(part, 1, true) then
        error('no ' .. part .. ' in the hover: ' .. text, 0)
      end
    end
    if text:find('$$', 1, true) then
      error('the source of LaTeX in the hover: ' .. text, 0)
    end
    close_floats()
  end

  if scenario.commands then
    commands(buffer, scenario.commands)
  end

  if scenario.fix then
    fix(buffer, scenario.fix)
  end

  vim.api.nvim_buf_set_lines(buffer, scenario.edit.line, scenario.edit.line + 1, false, { scenario.edit.text })
  await('no diagnostics after the edit', function()
    return #vim.diagnostic.get(buffer) == 0
  end)

  require('matgrad.health')
  vim.cmd('checkhealth matgrad')
  local report = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  if not report:find('running for', 1, true) then
    error('the health check does not see the server: ' .. report, 0)
  end
end

local ok, message = pcall(session)
if ok then
  vim.cmd('qall!')
else
  io.stderr:write(tostring(message) .. '\n')
  vim.cmd('cquit 1')
end
