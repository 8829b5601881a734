--- What the server knows about the formula under the cursor, by its own request `matgrad/derivation`; and the
--- commands' arguments, which say what to ask for.
local M = {}

M.forms = { 'gradient', 'jacobian', 'hessian', 'differential' }
M.layouts = { 'numerator', 'denominator', 'mixed' }

--- How long the completion of an argument may wait for the server, in milliseconds.
local COMPLETION = 500

--- The server that reads a buffer.
--- @param buffer number
--- @return table|nil
function M.client(buffer)
  local clients
  if vim.lsp.get_clients then
    clients = vim.lsp.get_clients({ bufnr = buffer })
  else
    clients = vim.lsp.buf_get_clients(buffer)
  end
  for _, client in pairs(clients) do
    if client.name == 'matgrad' then
      return client
    end
  end
end

--- Clients have methods since 0.11, and functions before.
local function call(client, method, ...)
  if vim.fn.has('nvim-0.11') == 1 then
    return client[method](client, ...)
  end
  return client[method](...)
end

--- What to ask about the cursor's place.
--- @param client table
--- @param options table form, layout and wrt, each of which may be absent
local function params(client, options)
  local at = vim.lsp.util.make_position_params(0, client.offset_encoding or 'utf-16')
  at.form, at.layout, at.wrt = options.form, options.layout or M.layout, options.wrt
  return at
end

--- Asks for the derivation at the cursor. `receive` is called with it and the client; not where there is none, which
--- the user is told.
--- @param options table
--- @param receive function
function M.ask(options, receive)
  local buffer = vim.api.nvim_get_current_buf()
  local client = M.client(buffer)
  if not client then
    vim.notify('matgrad: no server reads this buffer (see :checkhealth matgrad)', vim.log.levels.WARN)
    return
  end
  call(client, 'request', 'matgrad/derivation', params(client, options), function(failure, derivation)
    if failure then
      vim.notify('matgrad: ' .. (failure.message or vim.inspect(failure)), vim.log.levels.WARN)
    elseif not derivation or derivation == vim.NIL then
      vim.notify('matgrad: nothing to derive under the cursor', vim.log.levels.INFO)
    else
      receive(derivation, client)
    end
  end, buffer)
end

--- Reads the arguments of a command: forms, layouts and `steps` by their names, anything else is the variable.
--- @param words string[]
--- @return table
function M.options(words)
  local options = {}
  for _, word in ipairs(words) do
    if vim.tbl_contains(M.forms, word) then
      options.form = word
    elseif vim.tbl_contains(M.layouts, word) then
      options.layout = word
    elseif word == 'steps' then
      options.steps = true
    else
      options.wrt = options.wrt and options.wrt .. ' ' .. word or word
    end
  end
  return options
end

--- The arguments that a command may have at the cursor: the forms that are there, the variables, the layouts.
--- @param lead string
--- @return string[]
function M.complete(lead)
  local words = M.forms
  local client = M.client(vim.api.nvim_get_current_buf())
  local answer = client and call(client, 'request_sync', 'matgrad/derivation', params(client, {}), COMPLETION, 0)
  local derivation = answer and answer.result
  if derivation and derivation ~= vim.NIL then
    words = vim.list_extend(vim.list_extend({}, derivation.forms), derivation.variables)
  end
  return M.beginning(vim.list_extend(vim.list_extend({}, words), M.layouts), lead)
end

--- The words that begin with `lead`.
function M.beginning(words, lead)
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words)
end

return M
