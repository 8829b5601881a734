--- What the commands do: insert a derivative, show its steps, switch the layout.
local derivation = require('matgrad.derivation')
local M = {}

--- :MatgradDerive: writes the derivative where the server says that it belongs; with `steps` its whole derivation.
--- @param words string[] the command's arguments
function M.derive(words)
  local buffer = vim.api.nvim_get_current_buf()
  local options = derivation.options(words)
  derivation.ask(options, function(found, client)
    local edit = found[options.steps and 'insertSteps' or 'insert']
    if not edit or edit == vim.NIL then
      vim.notify('matgrad: there is no place to write to', vim.log.levels.INFO)
      return
    end
    if vim.lsp.util.buf_versions[buffer] ~= found.version then
      vim.notify('matgrad: the text changed meanwhile; try again', vim.log.levels.INFO)
      return
    end
    vim.lsp.util.apply_text_edits({ edit }, buffer, client.offset_encoding or 'utf-16')
  end)
end

--- A derivation as lines of Markdown.
--- @param found table
--- @return string[]
function M.page(found)
  local lines = { '**' .. found.title .. '**', '', found.unicode, '' }
  for number, step in ipairs(found.steps) do
    table.insert(lines, string.format('%d. `%s`', number, step.unicode))
    local because = step.rule
    if type(step.source) == 'string' and step.source ~= '' then
      because = because .. ' (' .. step.source .. ')'
    end
    table.insert(lines, '   ' .. because)
  end
  table.insert(lines, '')
  table.insert(lines, '_' .. found.layout .. ' layout_')
  return lines
end

--- The steps that are shown: the window, and what was asked for.
local shown

--- :MatgradSteps: shows how the derivative is found, in a floating window; once more to get into it.
--- @param words string[] the command's arguments
function M.steps(words)
  local options = derivation.options(words)
  derivation.ask(options, function(found)
    local _, window = vim.lsp.util.open_floating_preview(M.page(found), 'markdown', {
      border = 'rounded',
      focus_id = 'matgrad-steps',
      max_width = math.max(40, vim.o.columns - 8),
      wrap = true,
    })
    shown = { window = window, words = words, origin = vim.api.nvim_get_current_win() }
  end)
end

--- :MatgradLayout: writes derivatives in the other layout from now on, or in the one that is named; `auto` leaves it
--- to each document again. Steps that are shown follow.
--- @param name string
function M.layout(name)
  if name == 'auto' then
    derivation.layout = nil
  elseif vim.tbl_contains(derivation.layouts, name) then
    derivation.layout = name
  elseif name == '' then
    derivation.layout = derivation.layout == 'denominator' and 'numerator' or 'denominator'
  else
    vim.notify('matgrad: a layout is numerator, denominator, mixed or auto', vim.log.levels.WARN)
    return
  end
  local open = shown and vim.api.nvim_win_is_valid(shown.window) and shown.window or nil
  if open then
    if vim.api.nvim_get_current_win() == open then
      vim.api.nvim_set_current_win(shown.origin)
    end
    vim.api.nvim_win_close(open, true)
    M.steps(shown.words)
  end
  vim.notify('matgrad: ' .. (derivation.layout or "each document's own") .. ' layout', vim.log.levels.INFO)
end

--- Makes the commands.
function M.create()
  local command = vim.api.nvim_create_user_command
  command('MatgradDerive', function(call)
    M.derive(call.fargs)
  end, {
    nargs = '*',
    complete = function(lead)
      return vim.list_extend(derivation.complete(lead), derivation.beginning({ 'steps' }, lead))
    end,
    desc = 'Write the derivative of what the cursor is on',
  })
  command('MatgradSteps', function(call)
    M.steps(call.fargs)
  end, { nargs = '*', complete = derivation.complete, desc = 'Show how the derivative is found' })
  command('MatgradLayout', function(call)
    M.layout(call.args)
  end, {
    nargs = '?',
    complete = function(lead)
      return derivation.beginning(vim.list_extend({ 'auto' }, derivation.layouts), lead)
    end,
    desc = 'Write derivatives in the other layout, or the one named',
  })
end

return M
